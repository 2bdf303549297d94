import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../../context.ts'
import { ifThere } from '../../errors.ts'
import { kubeconfigFiles, type FilesContext } from '../kubeconfig/files.ts'
import { settingsFile } from '../sites/settings-file.ts'

/** Takes secrets out of a text. */
export type Redact = (text: string) => string

type RedactContext = FilesContext & Pick<Context, 'stateDir' | 'configDir'>

/**
 * The last line of defence: no check prints a secret, but messages quote names, addresses and errors of others, into
 * which a secret may have been put. Whatever the files of this user hold as one is taken out, wherever it turns up, and
 * so is what looks like one.
 */
export function createRedact(ctx: RedactContext): Redact {
  const known = knownSecrets(ctx).toSorted((one, other) => other.length - one.length)
  return (text) => withoutPatterns(known.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text))
}

/** Shorter ones could stand in a text by chance, and taking them out would tell them. */
const SHORTEST = 6

/** A key or a flag that names a secret, and its value. */
const NAMED =
  /(?:token|passw(?:or)?d|passwd|secrets?|key-data|auth-data|credential)["']?\s*[:=]\s*(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"',}#]+))/giu

function knownSecrets(ctx: RedactContext): string[] {
  const texts = [...filesOf(ctx).map((path) => ifThere(() => readFileSync(path, 'utf8'))), ...Object.values(ctx.env)]
  const named = texts.flatMap((text) =>
    [...(text ?? '').matchAll(NAMED)].map(([, one, two, three]) => one ?? two ?? three),
  )
  const inAddresses = texts.flatMap((text) =>
    [...(text ?? '').matchAll(/:\/\/[^\s/@:]*:([^\s/@]+)@/gu)].map(([, password]) => password),
  )
  const found = [...named, ...inAddresses].filter((secret) => secret !== undefined && isDistinct(secret))
  return [...new Set(found)] as string[]
}

/** A path or an address after such a key says where the secret is, and so does `secrets: keyring` of the settings. */
function isDistinct(secret: string): boolean {
  return secret.length >= SHORTEST && !/^(?:[/~.]|[a-z]:\\|https?:|keyring$)/iu.test(secret)
}

function filesOf(ctx: RedactContext): string[] {
  // No home, no folder, no right: then nothing of it can be quoted either.
  const named = ifThere(() => [...kubeconfigFiles(ctx), settingsFile(ctx)]) ?? []
  return [...named, ...['tokens', 'secrets'].flatMap((folder) => filesIn(ctx, folder))]
}

function filesIn(ctx: RedactContext, folder: string): string[] {
  const found = ifThere(() => {
    const path = join(ctx.stateDir(), folder)
    return readdirSync(path).map((name) => join(path, name))
  })
  return found ?? []
}

/** What looks like a secret, wherever it comes from. */
function withoutPatterns(text: string): string {
  return text
    .replaceAll(/eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*/gu, '[hidden]')
    .replaceAll(/(:\/\/)[^\s/@]+@/gu, '$1')
    .replaceAll(/\b(?:sha256~|glpat-|ghp_|github_pat_)[\w-]+/gu, '[hidden]')
    .replaceAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gu, '[hidden]')
    .replaceAll(/[\w+/=]{60,}/gu, '[hidden]')
}
