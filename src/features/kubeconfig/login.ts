import { currentContextChange, add } from './contexts.ts'
import type { Change } from './edit.ts'
import { newEntriesFile } from './files.ts'
import type { LoadedFile } from './load.ts'
import { clusterFields, markedBody, userFields } from './login-entries.ts'
import type { Fields, LoginEntries } from './login-entries.ts'
import { freeName, mergedEntries } from './merged-entries.ts'
import type { PlacedEntry } from './merged-entries.ts'
import { modify, preview } from './modify.ts'
import type { FileEdit, Plan, WriteContext } from './modify.ts'
import { contextOfSite, merge } from './read.ts'
import type { Kubeconfig, KubeconfigContext } from './read.ts'
import { lookUp } from './tree.ts'
import type { MapNode } from './tree.ts'
import { sameValue, toValue, valueOf } from './value.ts'

export type LoginOptions = {
  /** Whether the context becomes the current one; `auto`: at the first sign-in only. */
  use: 'auto' | 'yes' | 'no'
  /** Whether a context that is there keeps its namespace, or having none. */
  keepNamespace: boolean
  /** A namespace that is not kept even so. */
  neverKeep?: string | undefined
}

export type LoginResult = {
  /** The files that were written, absolute; none where everything was as it should be. */
  files: string[]
  /** The file that the context stands in. */
  file: string
  context: string
  previousContext: string | undefined
  switched: boolean
  /** True if the site had a context already. */
  renewed: boolean
  /** The context's namespace now. */
  namespace: string | undefined
  changed: boolean
  /** Names that others' entries had, and what was taken instead. */
  renamed: { kind: 'context' | 'cluster' | 'user'; wanted: string; used: string }[]
}

/**
 * Writes what a sign-in brought. Entries are known by their marker, whatever they are called: those of this site are
 * renewed in place (credential, server, certificates), and the current context and the namespace stay. What is missing
 * is added under a free name; an entry without the site's marker is never changed.
 *
 * Throws what `readKubeconfig` and `modify` throw.
 */
export async function writeLogin(
  ctx: WriteContext,
  entries: LoginEntries,
  options: LoginOptions,
): Promise<LoginResult> {
  return modify(ctx, (files) => plan(ctx, files, entries, options))
}

/** What `writeLogin` would do to the files, and its answer. The texts hold secrets. */
export async function planLogin(
  ctx: WriteContext,
  entries: LoginEntries,
  options: LoginOptions,
): Promise<{ edits: FileEdit[]; result: LoginResult }> {
  return preview(ctx, (files) => plan(ctx, files, entries, options))
}

function plan(
  ctx: WriteContext,
  files: LoadedFile[],
  entries: LoginEntries,
  options: LoginOptions,
): Plan<LoginResult> {
  const view = merge(files)
  const known = knownContext(view, entries)
  const draft: Draft = { site: entries.site, newEntriesIn: newEntriesFile(ctx), changes: new Map(), renamed: [] }
  const cluster = putEntry(
    draft,
    files,
    'clusters',
    known?.cluster,
    entries.cluster.name,
    clusterFields(entries.cluster),
  )
  const user = putEntry(draft, files, 'users', known?.user, entries.user.name, userFields(entries.user.credential))
  const context = putContext(draft, view, known, { cluster, user }, entries, options)
  const switched =
    (options.use === 'yes' || (options.use === 'auto' && known === undefined)) && view.currentContext !== context.name
  if (switched) {
    for (const [file, changes] of currentContextChange(ctx, context.name))
      for (const change of changes) add(draft.changes, file, change)
  }
  const { changes, renamed } = draft
  const result: LoginResult = {
    files: [...changes.keys()],
    file: context.file,
    context: context.name,
    previousContext: view.currentContext,
    switched,
    renewed: known !== undefined,
    namespace: context.namespace,
    changed: changes.size > 0,
    renamed,
  }
  return { changes, result }
}

type Draft = {
  site: string
  newEntriesIn: string
  changes: Map<string, Change[]>
  renamed: LoginResult['renamed']
}

/** The site's context: of several the one named as asked, else the current one, else the first. */
function knownContext(view: Kubeconfig, { site, context }: LoginEntries): KubeconfigContext | undefined {
  return view.contexts.find((found) => found.site === site && found.name === context) ?? contextOfSite(view, site)
}

/** Renews the site's cluster or user, or adds it; returns its name. */
function putEntry(
  draft: Draft,
  files: LoadedFile[],
  section: 'clusters' | 'users',
  inUse: string | undefined,
  wanted: string,
  fields: Fields,
): string {
  const entries = mergedEntries(files, section)
  const found = knownEntry(entries, draft.site, [inUse, wanted])
  if (found !== undefined) {
    renew(draft, section, found, fields)
    return found.name
  }
  const name = freeName(wanted, entries)
  if (name !== wanted) draft.renamed.push({ kind: section === 'clusters' ? 'cluster' : 'user', wanted, used: name })
  add(draft.changes, draft.newEntriesIn, { kind: 'add', section, name, body: markedBody(draft.site, fields) })
  return name
}

/** The site's entry: the one its context names, else the one named as asked, else the first. */
function knownEntry(
  entries: Map<string, PlacedEntry>,
  site: string,
  names: (string | undefined)[],
): PlacedEntry | undefined {
  const marked = [...entries.values()].filter((entry) => entry.site === site)
  for (const name of names) {
    const found = marked.find((entry) => entry.name === name)
    if (found !== undefined) return found
  }
  return marked[0]
}

function renew(draft: Draft, section: 'clusters' | 'users', { name, file, body }: PlacedEntry, fields: Fields): void {
  for (const [field, value] of Object.entries(fields)) {
    if (body !== undefined && hasValue(body, field, value)) continue
    add(draft.changes, file, { kind: 'field', section, name, field, value })
  }
}

function hasValue(body: MapNode, field: string, value: Fields[string]): boolean {
  const node = lookUp(body, field)
  if (node === undefined || value === undefined) return node === undefined && value === undefined
  const found = valueOf(node)
  // Other tools break base64 into lines.
  if (field === 'certificate-authority-data' && typeof found === 'string')
    return found.replaceAll(/\s/g, '') === value
  return sameValue(found, toValue(value))
}

function putContext(
  draft: Draft,
  view: Kubeconfig,
  known: KubeconfigContext | undefined,
  refers: { cluster: string; user: string },
  entries: LoginEntries,
  options: LoginOptions,
): { name: string; file: string; namespace: string | undefined } {
  const { site, namespace } = entries
  if (known === undefined) {
    const name = freeName(entries.context, new Map(view.contexts.map((context) => [context.name, context])))
    if (name !== entries.context) draft.renamed.push({ kind: 'context', wanted: entries.context, used: name })
    const body = markedBody(site, { ...refers, ...(namespace === undefined ? {} : { namespace }) })
    add(draft.changes, draft.newEntriesIn, { kind: 'add', section: 'contexts', name, body })
    return { name, file: draft.newEntriesIn, namespace }
  }
  const { name, file } = known
  for (const field of ['cluster', 'user'] as const) {
    if (known[field] !== refers[field])
      add(draft.changes, file, { kind: 'field', section: 'contexts', name, field, value: refers[field] })
  }
  const isKept = options.keepNamespace && (known.namespace === undefined || known.namespace !== options.neverKeep)
  if (isKept || known.namespace === namespace) return { name, file, namespace: known.namespace }
  add(draft.changes, file, { kind: 'field', section: 'contexts', name, field: 'namespace', value: namespace })
  return { name, file, namespace }
}
