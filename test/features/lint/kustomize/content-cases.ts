import { BASE, deployment, ingress, K, overlay, service } from './application.ts'
import type { KustomizeCase } from './kustomize-cases.ts'

const KEY = 'env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: COLOUR}}}]'

/** What is generated, patched, scaled and told by other images. */
export const CONTENT_CASES: readonly KustomizeCase[] = [
  {
    title: 'a generated ConfigMap with its hash, which has the key',
    files: {
      'kustomization.yaml': `${K}resources: [app.yaml]\nconfigMapGenerator: [{name: settings, literals: [COLOUR=blue]}]\n`,
      'app.yaml': deployment({ container: KEY }),
    },
    roots: ['.'],
    around: /-[a-z0-9]{10}$/u,
  },
  {
    title: 'a generated ConfigMap whose key is misspelt',
    files: {
      'kustomization.yaml': `${K}resources: [app.yaml]\nnamePrefix: x-\nconfigMapGenerator: [{name: settings, literals: [COLOR=blue]}]\n`,
      'app.yaml': deployment({ container: KEY }),
    },
    roots: ['.'],
    around: /^x-|-[a-z0-9]{10}$/gu,
    shows: ['config-ref Deployment/web'],
  },
  {
    title: 'a generated ConfigMap that an overlay adds a key to',
    files: {
      'base/kustomization.yaml': `${K}resources: [app.yaml]\nconfigMapGenerator: [{name: settings, literals: [SIZE=1]}]\n`,
      'base/app.yaml': deployment({ container: KEY }),
      'over/kustomization.yaml': overlay(
        'configMapGenerator: [{name: settings, behavior: merge, literals: [COLOUR=red]}]\n',
      ),
    },
    roots: ['over'],
    around: /-[a-z0-9]{10}$/u,
  },
  {
    title: 'a generated ConfigMap that an overlay replaces without the key',
    files: {
      'base/kustomization.yaml': `${K}resources: [app.yaml]\nconfigMapGenerator: [{name: settings, literals: [COLOUR=1]}]\n`,
      'base/app.yaml': deployment({ container: KEY }),
      'over/kustomization.yaml': overlay(
        'configMapGenerator: [{name: settings, behavior: replace, literals: [COLOURS=red]}]\n',
      ),
    },
    roots: ['over'],
    around: /-[a-z0-9]{10}$/u,
    shows: ['config-ref Deployment/web'],
  },
  {
    title: 'a generated Secret',
    files: {
      'kustomization.yaml': `${K}resources: [app.yaml]\nsecretGenerator: [{name: key, literals: [token=x]}]\ngeneratorOptions: {disableNameSuffixHash: true}\n`,
      'app.yaml': deployment({ container: 'envFrom: [{secretRef: {name: key}}, {secretRef: {name: kay}}]' }),
    },
    roots: ['.'],
    shows: ['secret-ref Deployment/web'],
  },
  {
    title: 'images with new names, tags and digests',
    files: {
      'kustomization.yaml': `${K}resources: [app.yaml, other.yaml, third.yaml]
images:
  - {name: web, newName: registry.example.org/web, newTag: 1.4.2}
  - {name: "registry:5000/app", digest: "sha256:${'0'.repeat(64)}"}
  - {name: nobody, newTag: "1"}
`,
      'app.yaml': deployment({ image: 'web' }),
      'other.yaml': deployment({ name: 'other', image: 'registry:5000/app:latest' }),
      'third.yaml': deployment({ name: 'third', image: 'nobody-else' }),
    },
    roots: ['.'],
    shows: ['image-tag Deployment/third'],
  },
  {
    title: 'replicas that share a volume for one node',
    files: {
      'kustomization.yaml': `${K}resources: [app.yaml, claim.yaml]\nreplicas: [{name: web, count: 3}]\n`,
      'app.yaml': deployment()
        .replace(
          '      containers:',
          '      volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]\n      containers:',
        )
        .replace('          ports:', '          volumeMounts: [{name: d, mountPath: /d}]\n          ports:'),
      'claim.yaml':
        'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOncePod], resources: {requests: {storage: 1Gi}}}\n',
    },
    roots: ['.'],
    shows: ['rwo-shared'],
  },
  {
    title: 'a patch that mends the base',
    files: {
      'base/kustomization.yaml': `${K}resources: [app.yaml, service.yaml]\npatches: [{path: mend.yaml}]\n`,
      'base/app.yaml': deployment({ labels: '{app: wep}' }),
      'base/service.yaml': service(),
      'base/mend.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {metadata: {labels: {app: web}}}}\n',
    },
    roots: ['base'],
  },
  {
    title: 'a patch that breaks the base',
    files: {
      ...BASE,
      'over/kustomization.yaml': overlay(`patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec: {template: {spec: {containers: [{name: web, resources: {limits: {memory: 32Mi}}}]}}}
  - target: {kind: Service, name: w.b}
    patch: |-
      - {op: replace, path: /spec/ports/0/targetPort, value: htp}
      - {op: add, path: /spec/sessionAfinity, value: None}
`),
    },
    roots: ['over'],
    shows: ['resources-order Deployment/web', 'service-target-port Service/web', 'schema-unknown-field Service/web'],
  },
  {
    title: 'patches by the older fields, with a container more and a variable less',
    files: {
      'kustomization.yaml': `${K}resources: [app.yaml, service.yaml]
namePrefix: p-
patchesStrategicMerge: [more.yaml]
patchesJson6902: [{target: {group: apps, version: v1, kind: Deployment, name: web}, path: less.yaml}]
`,
      'app.yaml': deployment({ container: 'env: [{name: A, value: x}]' }),
      'service.yaml': service(),
      'more.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: side, image: "busybox:1.37", ports: [{name: http, containerPort: 70000}]}]}}}
`,
      'less.yaml':
        '- {op: test, path: /kind, value: Deployment}\n- {op: add, path: /metadata/labels, value: {a: "b c"}}\n',
    },
    roots: ['.'],
    around: /^p-/u,
    shows: ['port-range Deployment/web', 'label-invalid Deployment/web'],
  },
  {
    title: 'a Service that a patch deletes',
    files: {
      ...BASE,
      'over/kustomization.yaml': `${K}resources: [../base, ingress.yaml]\npatches: [{path: gone.yaml}]\n`,
      'over/ingress.yaml': ingress('web'),
      'over/gone.yaml': '$patch: delete\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
    },
    roots: ['over'],
    shows: ['ingress-service Ingress/web'],
  },
  {
    title: 'a component with a resource and labels of its own',
    files: {
      ...BASE,
      'part/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [cache.yaml]\ncommonLabels: {part: "yes"}\n',
      'part/cache.yaml': service({ name: 'cache', selector: '{app: web}', port: 'htp' }),
      'over/kustomization.yaml': overlay('components: [../part]\n'),
    },
    roots: ['over'],
    shows: ['service-target-port Service/cache'],
  },
  {
    title: 'a List, of which a patch changes one item',
    files: {
      'kustomization.yaml': `${K}resources: [list.yaml]\nnameSuffix: -v2\npatches:\n  - target: {kind: ConfigMap, name: b}\n    patch: |-\n      - {op: add, path: /dat, value: {}}\n`,
      'list.yaml':
        'apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: 1}}\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n',
    },
    roots: ['.'],
    around: /-v2$/u,
    shows: ['schema-type ConfigMap/a', 'schema-unknown-field ConfigMap/b'],
  },
]
