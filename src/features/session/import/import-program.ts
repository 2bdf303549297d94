import { sep } from 'node:path'
import { oneLine } from '../../../output.ts'
import type { Program } from '../../kubeconfig/login-entries.ts'
import { isTrue, itemsOf, NotAKubeconfig, textOf } from '../../kubeconfig/model.ts'
import type { MapNode } from '../../kubeconfig/tree.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { ImportedCredential } from './import-credential.ts'
import { absolute, type ImportText } from './import-text.ts'
import { refused } from './refused.ts'

const VERSIONS = new Set(['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'])

/**
 * A program that kubectl runs for the credential. A path in it counts from the file's folder, as with kubectl; it is
 * written absolute, since the entry moves to another file.
 *
 * @throws `import-credential`, `import-not-readable` (exit 1)
 */
export function programToImport(source: ImportText, exec: MapNode, hint: string): ImportedCredential {
  const apiVersion = textOf(exec, 'apiVersion')
  const named = textOf(exec, 'command')
  if (named === '') throw refused('import-credential', `${source.name} names no command in its exec entry.`, hint)
  if (!VERSIONS.has(apiVersion))
    throw refused(
      'import-credential',
      `${source.name} has an exec entry of version "${oneLine(apiVersion)}", which kubectl does not know.`,
      hint,
    )
  const command = named.includes(sep) ? absolute(source, named, hint) : named
  const args = itemsOf(exec, 'args').map(argumentOf)
  const env = itemsOf(exec, 'env').map((node) => {
    if (node.kind !== 'map') throw new NotAKubeconfig('An item of "env" has no keys', node.start)
    return { name: textOf(node, 'name'), value: textOf(node, 'value') }
  })
  const provideClusterInfo = isTrue(exec, 'provideClusterInfo')
  const installHint = textOf(exec, 'installHint')
  const interactiveMode = textOf(exec, 'interactiveMode')
  const program: Program = {
    apiVersion,
    args,
    command,
    env,
    ...(installHint === '' ? {} : { installHint }),
    ...(interactiveMode === '' ? {} : { interactiveMode }),
    provideClusterInfo,
  }
  return {
    credential: { kind: 'program', exec: program },
    asked: { kind: 'exec', exec: { apiVersion, command, args, env, provideClusterInfo } },
    runs: commandLine(program),
    endsAt: undefined,
    fingerprint: fingerprintOf(JSON.stringify(program)),
    claims: {},
    certified: undefined,
  }
}

/** As one would type it, so that nothing can hide in it; of variables that are secret by their name only that. */
function commandLine({ command, args, env }: Program): string {
  const variables = env.map(({ name, value }) =>
    /token|secret|passw|key|credential/iu.test(name)
      ? `${quoted(name)}=[hidden]`
      : `${quoted(name)}=${quoted(value)}`,
  )
  return [...variables, ...[command, ...args].map(quoted)].join(' ')
}

function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/u.test(word) ? word : JSON.stringify(word)
}

function argumentOf(node: ReturnType<typeof itemsOf>[number]): string {
  if (node.kind === 'scalar') return node.value
  throw new NotAKubeconfig('An item of "args" is no text', node.start)
}
