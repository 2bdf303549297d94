import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { namespaceChange, requireContext, requireCurrent } from '../../../src/features/kubeconfig/contexts.ts'
import { modify } from '../../../src/features/kubeconfig/modify.ts'
import type { WriteContext } from '../../../src/features/kubeconfig/modify.ts'
import { merge } from '../../../src/features/kubeconfig/read.ts'

/** A temporary folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'icc-kubeconfig-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export type TestContext = WriteContext & { folder: string; warnings: string[] }

/** What the feature needs, with a temporary folder as home and current folder, and the machine's clock. */
export function testContext(overrides: Partial<WriteContext> = {}): TestContext {
  const folder = temporaryFolder()
  const warnings: string[] = []
  return {
    folder,
    warnings,
    env: {},
    cwd: folder,
    homeDir: () => folder,
    kubeconfigFlag: undefined,
    clock: { now: () => Date.now(), sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }) },
    random: Math.random,
    signal: new AbortController().signal,
    output: { warn: (text) => warnings.push(text) },
    ...overrides,
  }
}

/** Writes a file of a test context's folder, 0600, with the folders it needs; returns its path. */
export function put(ctx: { folder: string }, name: string, text: string, mode = 0o600): string {
  const path = join(ctx.folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode })
  return path
}

/** Sets the namespace of a context, of the current one if none is named, as `icc ns` does; returns the one before. */
export function setNamespace(
  ctx: WriteContext,
  contextName: string | undefined,
  namespace: string | undefined,
): Promise<string | undefined> {
  return modify(ctx, (files) => {
    const view = merge(files)
    const context = requireContext(view, contextName ?? requireCurrent(view))
    return { changes: namespaceChange(context, namespace), result: context.namespace }
  })
}
