import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { deployment, projectAt } from './lint-server-home.ts'

// What is already there, in the folder and on the cluster, is what scaffold takes where nothing else is said.

let campus: Campus

beforeAll(async () => {
  campus = await startCampus()
})
afterAll(() => campus.close())

/** Nothing that is a manifest. */
const EMPTY = { 'README.md': '# Shop\n' }

const HOST = ['--host', 'shop.example.org']
const INGRESS = ['scaffold', 'ingress', 'shop', ...HOST, '--out', '-']

test('an Ingress takes its class and issuer from the cluster of a user who is signed in', async () => {
  const project = await projectAt(campus, EMPTY)
  const { stdout, stderr, exitCode } = await project.run(INGRESS)
  expect(exitCode).toBe(0)
  expect(stdout).toContain('ingressClassName: public')
  expect(stdout).toContain('cert-manager.io/cluster-issuer: letsencrypt #')
  expect(stderr).not.toContain('The cluster')
})

test('a claim takes the default class of the cluster', async () => {
  const project = await projectAt(campus, EMPTY)
  const { stdout } = await project.run(['scaffold', 'pvc', 'data', '--out', '-'])
  expect(stdout).toContain('storageClassName: standard')
})

test('nothing is asked with --offline', async () => {
  const project = await projectAt(campus, EMPTY)
  const before = campus.apiRequests.length
  const { stdout, stderr } = await project.run([...INGRESS, '--offline'])
  expect(stdout).toContain('kind: Ingress')
  expect(stdout).not.toContain('ingressClassName')
  expect(stderr).not.toContain('The cluster')
  expect(campus.apiRequests).toHaveLength(before)
})

test('who is not signed in reads why the cluster was not asked', async () => {
  const project = await projectAt(campus, EMPTY, { token: 'not-a-token' })
  const { stderr, exitCode } = await project.run(INGRESS)
  expect(exitCode).toBe(0)
  expect(stderr).toContain('The cluster told nothing: the cluster does not accept your sign-in any more.')
})

test('where all is given that it could tell, it is not asked, and no word is said of it', async () => {
  const project = await projectAt(campus, EMPTY)
  const before = campus.apiRequests.length
  const { stderr, exitCode } = await project.run([...INGRESS, '--class', 'nginx', '--no-tls'])
  expect(exitCode).toBe(0)
  expect(stderr).not.toContain('The cluster')
  expect(campus.apiRequests).toHaveLength(before)
})

test('for what is only noted it is asked, and nothing is said where it does not answer', async () => {
  const words = ['scaffold', 'pvc', 'data', '--storage-class', 'standard', '--mode', 'ReadWriteOnce', '--size', '5Gi']
  const project = await projectAt(campus, EMPTY)
  expect((await project.run([...words, '--out', '-'])).stdout).toContain('"expandable":true')
  const stranger = await projectAt(campus, EMPTY, { token: 'not-a-token' })
  const { stdout, stderr } = await stranger.run([...words, '--out', '-'])
  expect(stdout).not.toContain('"expandable"')
  expect(stderr).not.toContain('The cluster')
})

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: frontend}
spec:
  selector: {app: frontend}
  ports: [{name: web, port: 8000, targetPort: 8080}]
`

test('an Ingress leads to the Service that the folder has', async () => {
  const project = await projectAt(campus, { 'k8s/service.yaml': SERVICE, 'broken.yaml': 'a: [' })
  const { stdout } = await project.run(INGRESS)
  expect(stdout).not.toContain('kind: Service\n')
  expect(stdout).toMatch(/service:\n +name: frontend\n +port:\n +(?:number: 8000|name: web).*\n/u)
})

test('a Service finds the pods of the Deployment that the folder has, at their port', async () => {
  const container = 'ports: [{name: web, containerPort: 5000}]'
  const project = await projectAt(campus, { 'app.yaml': deployment('frontend', { container }) })
  const { stdout } = await project.run(['scaffold', 'service', '--out', '-'])
  expect(stdout).toMatch(/name: frontend\n/u)
  expect(stdout).toMatch(/selector:.*\n +app: frontend\n/u)
  expect(stdout).toMatch(/targetPort: (?:5000|web)\n/u)
})
