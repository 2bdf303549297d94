import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes `files` files with a Deployment and its Service each: good ones, so that nothing has to be told. */
export function writeManifests(folder: string, files: number): void {
  mkdirSync(folder, { recursive: true })
  for (let number = 0; number < files; number += 1)
    writeFileSync(join(folder, `app-${number}.yaml`), application(`app-${number}`))
}

/** One file with as many documents; their names count on from `first`. */
export function writeDocuments(file: string, documents: number, first = 0): void {
  const all = Array.from({ length: documents / 2 }, (_, number) => application(`app-${first + number}`))
  writeFileSync(file, all.join('---\n'))
}

// oxlint-disable-next-line eslint/max-lines-per-function -- it is one text
function application(name: string): string {
  return `# What ${name} runs
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app.kubernetes.io/name: ${name}
spec:
  replicas: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
    spec:
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: web
          image: registry.example.org/team/${name}:1.4.2
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: MODE
              value: production
            - name: PORT
              value: "8080" # a text, as the API wants it
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              cpu: 200m
              memory: 128Mi
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app.kubernetes.io/name: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
`
}
