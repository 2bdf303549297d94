import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createApiClient } from './real-client.ts'

/** As many keys in one transaction; etcd's own limit is 128. */
const AT_ONCE = 100

/**
 * Puts namespaces into the store behind an API server, as if they had been there before it started. Through the API 20,000
 * of them take minutes.
 *
 * @param folder with the files of `writeClusterFiles`
 * @see https://etcd.io/docs/v3.4/dev-guide/api_grpc_gateway/
 */
export async function storeNamespaces(folder: string, etcd: string, names: readonly string[]): Promise<void> {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const store = createApiClient(etcd, { ca: read('ca.crt'), cert: read('etcd.crt'), key: read('etcd.key') })
  const creationTimestamp = new Date().toISOString().replace(/\.\d+Z$/u, 'Z')
  try {
    for (let start = 0; start < names.length; start += AT_ONCE) {
      const success = names.slice(start, start + AT_ONCE).map((name) => ({
        request_put: {
          key: base64(`/registry/namespaces/${name}`),
          value: base64(JSON.stringify(namespace(name, creationTimestamp))),
        },
      }))
      await store.must('POST', '/v3/kv/txn', { success })
    }
  } finally {
    store.close()
  }
}

function namespace(name: string, creationTimestamp: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, uid: randomUUID(), creationTimestamp, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
