import type { ConditionCase } from './condition-cases.ts'

const DEPLOYMENT = 'apps/v1 Deployment'
const JOB = 'batch/v1 Job'
const AUTOSCALER = 'autoscaling/v2 HorizontalPodAutoscaler'

/** What is asked of what makes pods, and of what looks after them. */
export const WORKLOAD_CASES: readonly ConditionCase[] = [
  {
    of: DEPLOYMENT,
    place: 'spec.strategy',
    refused: [
      '{type: Recreate, rollingUpdate: {maxSurge: 1}}',
      '{rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}',
      '{type: RollingUpdate, rollingUpdate: {maxSurge: "0%", maxUnavailable: 0}}',
      '{rollingUpdate: {maxSurge: "25"}}',
      '{rollingUpdate: {maxUnavailable: 150%}}',
      '{rollingUpdate: {maxUnavailable: -1}}',
      '{rollingUpdate: {maxUnavailable: half}}',
    ],
    taken: [
      '{type: Recreate}',
      '{type: Recreate, rollingUpdate: null}',
      '{rollingUpdate: {}}',
      '{rollingUpdate: {maxSurge: 0}}',
      '{rollingUpdate: {maxSurge: 150%}}',
      '{rollingUpdate: {maxUnavailable: 100%, maxSurge: 0}}',
    ],
  },
  { of: DEPLOYMENT, place: 'spec.minReadySeconds', refused: ['600', '700'], taken: ['599', '0'] },
  {
    of: DEPLOYMENT,
    place: 'spec.progressDeadlineSeconds',
    rest: { 'spec.minReadySeconds': '30' },
    refused: ['30'],
    taken: ['31'],
  },
  { of: DEPLOYMENT, place: 'spec.template.spec.activeDeadlineSeconds', refused: ['100'] },
  { of: DEPLOYMENT, place: 'spec.template.spec.containers.0.env', refused: ['[{name: A, valueFrom: {}}]'] },
  {
    of: 'apps/v1 DaemonSet',
    place: 'spec.updateStrategy.rollingUpdate',
    refused: ['{maxUnavailable: 0}', '{maxUnavailable: 0%}', '{maxUnavailable: "5"}'],
    taken: ['{maxUnavailable: 0, maxSurge: 1}', '{}', '{maxUnavailable: 10%}'],
  },
  {
    of: 'apps/v1 StatefulSet',
    place: 'spec.updateStrategy',
    refused: ['{type: OnDelete, rollingUpdate: {partition: 1}}', '{rollingUpdate: {partition: -1}}'],
    taken: ['{type: OnDelete}', '{rollingUpdate: {partition: 0}}'],
  },
  {
    of: 'apps/v1 StatefulSet',
    place: 'spec.volumeClaimTemplates',
    refused: ['[{spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]'],
    taken: ['[{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]'],
  },
  { of: JOB, place: 'spec.manualSelector', refused: ['true'], taken: ['false'] },
  { of: JOB, place: 'spec.backoffLimitPerIndex', refused: ['1'] },
  { of: JOB, place: 'spec.successPolicy', refused: ['{rules: [{succeededCount: 1}]}'] },
  {
    of: JOB,
    place: 'spec.maxFailedIndexes',
    rest: { 'spec.completionMode': 'Indexed', 'spec.completions': '2' },
    refused: ['1'],
  },
  {
    of: JOB,
    place: 'spec.backoffLimitPerIndex',
    rest: { 'spec.completionMode': 'Indexed', 'spec.completions': '2', 'spec.maxFailedIndexes': '1' },
    taken: ['1'],
  },
  {
    of: JOB,
    place: 'spec.podFailurePolicy.rules',
    refused: [
      '[{action: FailJob}]',
      '[{action: Ignore, onExitCodes: {operator: In, values: [0]}}]',
      '[{action: FailIndex, onExitCodes: {operator: In, values: [1]}}]',
      '[{action: Ignore, onExitCodes: {operator: In, values: [1]}, onPodConditions: [{type: DisruptionTarget}]}]',
    ],
    taken: [
      '[{action: FailJob, onExitCodes: {operator: In, values: [1, 2]}}]',
      '[{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]',
      '[{action: FailJob, onExitCodes: {operator: NotIn, values: [0]}}]',
    ],
  },
  {
    of: JOB,
    place: 'spec.podFailurePolicy.rules',
    rest: { 'spec.template.spec.restartPolicy': 'OnFailure' },
    refused: ['[{action: FailJob, onExitCodes: {operator: In, values: [1]}}]'],
  },
  { of: 'batch/v1 CronJob', place: 'spec.jobTemplate.spec.selector', refused: ['{matchLabels: {app: web}}'] },
  { of: 'batch/v1 CronJob', place: 'spec.jobTemplate.spec.backoffLimitPerIndex', refused: ['1'] },
  { of: AUTOSCALER, place: 'spec.minReplicas', refused: ['4', '0'], taken: ['3', '1'] },
  {
    of: AUTOSCALER,
    place: 'spec.metrics',
    refused: [
      '[{type: Resource}]',
      '[{type: Resource, resource: {name: cpu, target: {type: Utilization}}}]',
      '[{type: Resource, resource: {name: cpu, target: {type: Value, value: 1}}}]',
      '[{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 0}}}]',
      '[{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 5, averageValue: 1}}}]',
      '[{type: External, external: {metric: {name: q}, target: {type: Value, value: 1, averageValue: 1}}}]',
      '[{type: Pods}]',
    ],
    taken: [
      '[]',
      '[{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1Gi}}}]',
      '[{type: ContainerResource, containerResource: {container: web, name: cpu, target: {type: Utilization, averageUtilization: 200}}}]',
      '[{type: External, external: {metric: {name: q}, target: {type: Value, value: 1}}}]',
    ],
  },
  {
    of: AUTOSCALER,
    place: 'spec.behavior',
    refused: [
      '{scaleDown: {stabilizationWindowSeconds: 3601}}',
      '{scaleDown: {policies: []}}',
      '{scaleUp: {policies: [{type: Percent, value: 0, periodSeconds: 10}]}}',
      '{scaleUp: {policies: [{type: Pods, value: 1, periodSeconds: 1801}]}}',
    ],
    taken: [
      '{scaleDown: {stabilizationWindowSeconds: 0}}',
      '{scaleUp: {stabilizationWindowSeconds: 3600, policies: [{type: Pods, value: 1, periodSeconds: 1800}]}}',
      '{}',
    ],
  },
  {
    of: 'policy/v1 PodDisruptionBudget',
    place: 'spec.maxUnavailable',
    refused: ['"50"', '150%', '-1'],
    taken: ['50%', '1', '100%', '0'],
  },
  { of: 'policy/v1 PodDisruptionBudget', place: 'spec.minAvailable', refused: ['101%', 'all'], taken: ['2', '67%'] },
]
