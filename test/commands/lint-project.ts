import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runIcc, temporaryFolder, type Given, type Ran } from '../support/run-icc.ts'

export const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports:
    - name: http
      port: 80
`

/** What an old course hands out; but for its API version nothing is wrong with it. */
export const OLD = `# keep me
apiVersion: batch/v1beta1 # and me
kind: CronJob
metadata:
  name: nightly
spec:
  schedule: '17 3 * * *'
  timeZone: Europe/Berlin
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 600
  jobTemplate:
    spec:
      activeDeadlineSeconds: 3600
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: nightly
              image: busybox:1.37
              command: ['true']
              resources:
                requests: {cpu: 100m, memory: 64Mi}
                limits: {cpu: 100m, memory: 64Mi}
`

export const MISSPELT = SERVICE.replace('selector:', 'selectr:')

type Project = {
  home: string
  run: (...argv: string[]) => Promise<Ran>
  text: (name: string) => string
}

/** A folder with files, and a way to run icc in it. */
export function project(files: Record<string, string | Uint8Array>, given: Given = {}): Project {
  const home = temporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), content)
  }
  return {
    home,
    run: (...argv: string[]) => runIcc(argv, { home, ...given }),
    text: (name: string) => readFileSync(join(home, name), 'utf8'),
  }
}
