/** A CronJob that its rules have nothing to say about, but for what is given. Each is a value as YAML writes it. */
export function exampleCronJob(given: {
  schedule?: string
  timeZone?: string
  /** More lines of `spec`. */
  spec?: readonly string[]
  /** More lines of `spec.jobTemplate.spec`. */
  job?: readonly string[]
}): string {
  const { schedule = "'17 3 * * *'", spec = ['startingDeadlineSeconds: 600'] } = given
  const { timeZone = 'Europe/Berlin', job = ['activeDeadlineSeconds: 3600'] } = given
  const lines = [`schedule: ${schedule}`, `timeZone: ${timeZone}`, ...spec].map((line) => `  ${line}\n`)
  return `apiVersion: batch/v1
kind: CronJob
metadata: {name: report}
spec:
${lines.join('')}  jobTemplate:
    spec:
${job.map((line) => `      ${line}\n`).join('')}      template:
        spec:
          restartPolicy: Never
          containers:
            - name: report
              image: registry.example.org/report:1.4.0
`
}

/** A Job with more lines of `spec`. */
export function exampleJob(spec: readonly string[]): string {
  return `apiVersion: batch/v1
kind: Job
metadata: {name: import}
spec:
${spec.map((line) => `  ${line}\n`).join('')}  template:
    spec:
      restartPolicy: Never
      containers:
        - name: import
          image: registry.example.org/import:1.4.0
`
}
