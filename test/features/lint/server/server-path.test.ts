import { expect, test } from 'vitest'
import type { Json } from '../../../../src/features/manifests/document.ts'
import { readServerPath } from '../../../../src/features/lint/server/server-path.ts'

const object: Json = {
  metadata: { name: 'web', annotations: { 'app.example/a': 'x' } },
  data: { '.dockerconfigjson': 'x', 'tls.crt': 'y', 0: 'z' },
  spec: {
    containers: [
      { name: 'first', env: [{ name: 'A', value: 'x' }] },
      { name: 'web', env: [{ name: 'A' }, { name: 'B', value: 1 }], ports: [{ containerPort: 80, protocol: 'TCP' }] },
    ],
  },
}

test.each([
  ['metadata.name', ['metadata', 'name']],
  ['spec.containers[1].env[0].value', ['spec', 'containers', 1, 'env', 0, 'value']],
  ['spec.replicas', ['spec', 'replicas']],
  ['metadata.annotations[app.example/a]', ['metadata', 'annotations', 'app.example/a']],
  ['data[.dockerconfigjson]', ['data', '.dockerconfigjson']],
  ['data[0]', ['data', '0']],
  ['.spec.containers[name="web"].env[name="B"].value', ['spec', 'containers', 1, 'env', 1, 'value']],
  ['.spec.containers[name="web"].ports[containerPort=80,protocol="TCP"]', ['spec', 'containers', 1, 'ports', 0]],
  ['.spec.containers[name="gone"].image', ['spec', 'containers']],
  // Errors of Go's decoder leave the indexes out.
  ['spec.containers.env.value', ['spec', 'containers', 0, 'env', 0, 'value']],
  ['spec.containers.ports.containerPort', ['spec', 'containers', 1, 'ports', 0, 'containerPort']],
  ['spec.containers.image', ['spec', 'containers']],
])('%s', (written, path) => {
  expect(readServerPath(written, object)).toEqual(path)
})

test.each(['', '<nil>', '[]', '[0]', 'spec.[', 'spec..a', 'a[b'])('%j names no place', (written) => {
  expect(readServerPath(written, object)).toBeUndefined()
})

test('nothing throws, whatever a server writes', () => {
  for (const written of ['spec.containers[99999999999999999999]', '.constructor.prototype', '[[[]]]', '.\u0000'])
    expect(() => readServerPath(written, object)).not.toThrow()
})
