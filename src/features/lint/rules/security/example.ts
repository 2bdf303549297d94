/** A pod that keeps to all levels, with more lines of `spec`. */
export function examplePod(spec: readonly string[]): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
${spec.map((line) => `  ${line}\n`).join('')}  securityContext:
    runAsNonRoot: true
    seccompProfile: {type: RuntimeDefault}
  containers:
    - name: web
      image: registry.example.org/web:1.4.0
      ports: [{name: http, containerPort: 8080}]
      securityContext:
        allowPrivilegeEscalation: false
        capabilities: {drop: [ALL]}
`
}
