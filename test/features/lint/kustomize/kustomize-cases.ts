import { BASE, deployment, ingress, K, overlay, service } from './application.ts'

/** Files of a project, and what kustomize puts around names that the files write without it. */
export type KustomizeCase = {
  title: string
  files: Readonly<Record<string, string>>
  /** The folders that are built. */
  roots: readonly string[]
  /** What is taken away from names of the rendered objects. */
  around?: RegExp
  /** What must be found on both sides, so that no case shows nothing: pieces of `rule Kind/name`. */
  shows?: readonly string[]
}

/** What changes names, labels and namespaces. */
export const NAME_CASES: readonly KustomizeCase[] = [
  { title: 'nothing but resources', files: BASE, roots: ['base'] },
  {
    title: 'selectors that commonLabels alone write',
    files: {
      'kustomization.yaml': `${K}resources: [app.yaml, service.yaml]\ncommonLabels: {app: web}\n`,
      'app.yaml': deployment({ selector: '', labels: '' }),
      'service.yaml': service({ selector: '' }),
    },
    roots: ['.'],
  },
  {
    title: 'selectors that labels with includeSelectors write',
    files: {
      'kustomization.yaml': `${K}resources: [app.yaml, service.yaml]\nlabels: [{pairs: {app: web}, includeSelectors: true}]\n`,
      'app.yaml': deployment({ selector: '', labels: '' }),
      'service.yaml': service({ selector: '' }),
    },
    roots: ['.'],
  },
  {
    title: 'labels that go to the objects alone, so that selectors are missing',
    files: {
      'kustomization.yaml': `${K}resources: [app.yaml]\nlabels: [{pairs: {app: web}}]\n`,
      'app.yaml': deployment({ selector: '', labels: '' }),
    },
    roots: ['.'],
    shows: ['selector-mismatch'],
  },
  {
    title: 'labels for templates, of which a selector lacks one',
    files: {
      'kustomization.yaml': `${K}resources: [app.yaml, service.yaml]\nlabels: [{pairs: {tier: front}, includeTemplates: true}]\n`,
      'app.yaml': deployment(),
      'service.yaml': service({ selector: '{app: web, tier: front}' }),
    },
    roots: ['.'],
  },
  {
    title: 'a label by which two selectors come to differ',
    files: {
      ...BASE,
      'over/kustomization.yaml': `${K}resources: [../base, more.yaml]\n`,
      'base/kustomization.yaml': `${BASE['base/kustomization.yaml']}commonLabels: {app: shop}\n`,
      'over/more.yaml': service({ name: 'more', selector: '{app: web}' }),
    },
    roots: ['over'],
    shows: ['service-selector Service/more'],
  },
  {
    title: 'a prefix and a suffix, and references by every name on the way',
    files: {
      ...BASE,
      'base/kustomization.yaml': `${BASE['base/kustomization.yaml']}namePrefix: a-\n`,
      'mid/kustomization.yaml': overlay('nameSuffix: -z\n').replace('[../base]', '[../base, one.yaml]'),
      'mid/one.yaml': ingress('a-web').replace('name: web}', 'name: one}'),
      'top/kustomization.yaml': `${K}resources: [../mid, two.yaml]\n`,
      'top/two.yaml': ingress('a-web-z').replace('name: web}', 'name: two}').replace('web.example', 'two.example'),
    },
    roots: ['top'],
    around: /^a-|-z$/gu,
  },
  {
    title: 'a reference that is misspelt beside a prefix',
    files: {
      ...BASE,
      'over/kustomization.yaml': `${K}resources: [../base, ingress.yaml]\nnamePrefix: dev-\n`,
      'over/ingress.yaml': ingress('wep'),
    },
    roots: ['over'],
    around: /^dev-/u,
    shows: ['ingress-service Ingress/web'],
  },
  {
    title: 'a name that a prefix makes too long',
    files: { ...BASE, 'over/kustomization.yaml': overlay(`namePrefix: ${'a'.repeat(62)}-\n`) },
    roots: ['over'],
    around: /^a+-/u,
    shows: ['name-too-long Service/web'],
  },
  {
    title: 'a name that a prefix makes none',
    files: { ...BASE, 'over/kustomization.yaml': overlay('namePrefix: Dev_\n') },
    roots: ['over'],
    around: /^Dev_/u,
    shows: ['name-invalid Deployment/web', 'name-invalid Service/web'],
  },
  {
    title: 'one base twice, told apart by prefixes',
    files: {
      ...BASE,
      'dev/kustomization.yaml': overlay('namePrefix: dev-\n'),
      'prod/kustomization.yaml': overlay('namePrefix: prod-\n'),
      'all/kustomization.yaml': `${K}resources: [../dev, ../prod]\n`,
    },
    roots: ['all'],
    around: /^(?:dev|prod)-/u,
  },
  {
    title: 'overlays beside each other with files of the same names',
    files: {
      ...BASE,
      'dev/kustomization.yaml': `${K}resources: [../base, ingress.yaml]\nnamespace: dev\n`,
      'dev/ingress.yaml': ingress('web'),
      'prod/kustomization.yaml': `${K}resources: [../base, ingress.yaml]\nnamespace: prod\n`,
      'prod/ingress.yaml': ingress('web', 'number: 8080').replace('web.example', 'www.example'),
    },
    roots: ['dev', 'prod'],
    shows: ['ingress-service-port Ingress/web'],
  },
  {
    title: 'a namespace over all, and one that is brought along',
    files: {
      ...BASE,
      'over/kustomization.yaml': `${K}resources: [../base, ns.yaml, ingress.yaml, role.yaml]\nnamespace: team\n`,
      'over/ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n',
      'over/ingress.yaml': ingress('web').replace('name: web}', 'name: web, namespace: elsewhere}'),
      'over/role.yaml':
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: all}\nrules: [{apiGroups: [""], resources: [pods], verbs: [get]}]\n',
    },
    roots: ['over'],
    around: /^(?:other|team)$/u,
  },
]
