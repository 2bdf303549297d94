export const K = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n'

type App = { selector?: string; labels?: string; image?: string; container?: string; spec?: string; name?: string }

/** A Deployment; pieces of YAML in flow style stand where a case differs. */
export function deployment({
  name = 'web',
  selector = '{matchLabels: {app: web}}',
  labels = '{app: web}',
  image = 'nginx:1.29.3',
  container = '',
  spec = '',
}: App = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
${selector === '' ? '' : `  selector: ${selector}\n`}${spec === '' ? '' : `  ${spec}\n`}  template:
${labels === '' ? '' : `    metadata: {labels: ${labels}}\n`}    spec:
      containers:
        - name: web
          image: ${image}
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {tcpSocket: {port: http}}
          resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 100m, memory: 64Mi}}
${container === '' ? '' : `          ${container}\n`}`
}

export function service({ name = 'web', selector = '{app: web}', port = 'http' } = {}): string {
  const pods = selector === '' ? '' : `  selector: ${selector}\n`
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec:
${pods}  ports: [{name: http, port: 80, targetPort: ${port}}]
`
}

export function ingress(backend: string, port = 'name: http'): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: nginx
  rules:
    - host: web.example.org
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: ${backend}, port: {${port}}}}}]}
`
}

export const BASE = {
  'base/kustomization.yaml': `${K}resources: [app.yaml, service.yaml]\n`,
  'base/app.yaml': deployment(),
  'base/service.yaml': service(),
}

export function overlay(text: string): string {
  return `${K}resources: [../base]\n${text}`
}
