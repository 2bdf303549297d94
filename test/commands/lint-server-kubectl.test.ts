import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { kubectl } from '../../tools/kubectl.ts'
import { campusForTest } from '../support/campus.ts'
import { deployment, found, projectAt, SERVER } from './lint-server-home.ts'

const binary = await kubectl()

const BASE = deployment('shop', {
  container: 'env: [{name: A, value: x}]\nports: [{name: http, containerPort: 80}]',
}).replace('      containers:', '      volumes: [{name: v, configMap: {name: a}}]\n      containers:')

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  selector: {app: shop}
  ports: [{name: http, port: 80}]
`

/** What is there, what it becomes, and whether kubectl says yes to that. */
const CHANGES: [title: string, before: string, after: string, accepted: boolean][] = [
  ['nothing changes', BASE, BASE, true],
  [
    'a variable gets its value from elsewhere',
    BASE,
    BASE.replace('value: x', 'valueFrom: {fieldRef: {fieldPath: metadata.name}}'),
    true,
  ],
  ['a volume becomes another one', BASE, BASE.replace('configMap: {name: a}', 'secret: {secretName: a}'), true],
  ['a port changes its number', SERVICE, SERVICE.replace('port: 80', 'port: 8080'), true],
  ['a variable is there twice', BASE, BASE.replace('env: [', 'env: [{name: A, value: z}, '), true],
  ['the image is left out', BASE, BASE.replace(/ +image: .*\n/u, ''), false],
  ['a container port is too large', BASE, BASE.replace('containerPort: 80', 'containerPort: 80000'), false],
  ['the selector changes', BASE, BASE.replaceAll('app: shop', 'app: other'), false],
  ['a field is misspelt', BASE, BASE.replace('image:', 'imag:'), false],
  ['a port is a text', SERVICE, SERVICE.replace('port: 80', 'port: "80"'), false],
  ['a name is none', SERVICE, SERVICE.replace('{name: shop}', '{name: Shop_1}'), false],
]

describe.skipIf(binary === undefined)('what a real kubectl says of a dry run', () => {
  test.each(CHANGES)('%s', async (_, before, after, accepted) => {
    const campus = await campusForTest()
    const project = await projectAt(campus, { 'shop.yaml': after })
    const file = join(project.home, 'before.yaml')
    const apply = (path: string, ...flags: string[]): Promise<boolean> => {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const argv = [
        '--kubeconfig',
        project.kubeconfig,
        '--cache-dir',
        join(project.home, 'cache'),
        'apply',
        '-f',
        path,
      ]
      execFile(binary ?? '', [...argv, ...flags], { env: { HOME: project.home } }, (error) => resolve(error === null))
      return promise
    }
    writeFileSync(file, before)
    expect(await apply(file)).toBe(true)
    expect(await apply(join(project.home, 'project', 'shop.yaml'), '--dry-run=server')).toBe(accepted)
    const { findings, notChecked } = await found(project, ...SERVER)
    expect(notChecked).toEqual([])
    expect(findings.every(({ rule }) => rule === 'server-warning')).toBe(accepted)
  })
})
