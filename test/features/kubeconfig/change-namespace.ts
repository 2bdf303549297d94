import { setTimeout as sleep } from 'node:timers/promises'
import { setNamespace } from '../../../src/features/kubeconfig/contexts.ts'

// A process of its own for the tests of many at once: sets the namespaces of one context, one after the other.
const [file = '', context = '', ...namespaces] = process.argv.slice(2)
const ctx = {
  env: {},
  cwd: process.cwd(),
  homeDir: () => '/',
  kubeconfigFlag: file,
  clock: {
    now: () => Date.now(),
    sleep: (milliseconds: number, signal?: AbortSignal) => sleep(milliseconds, undefined, { signal }),
  },
  random: Math.random,
  signal: new AbortController().signal,
  output: { warn: () => undefined },
}
for (const namespace of namespaces) await setNamespace(ctx, context, namespace)
