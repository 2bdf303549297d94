import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ExitCode, IccError, systemCode } from '../../errors.ts'
import { readRemotes, type GitRemote } from './git-config.ts'

/**
 * The GitLab path (`group/subgroup/project`) that the git repository around a folder comes from: of the only remote at
 * the site's GitLab, else of the remote `origin`, else of the only one. Read from git's own files, as starting git would
 * cost more than all the rest.
 *
 * @param gitLab the address of the site's GitLab, where its profile says it
 * @throws `no-git-repository`, `git-unreadable`, `no-git-remote`, `git-remote-unusable` (exit 1), `several-git-remotes` (exit 2)
 */
export function gitLabPathOf(folder: string, gitLab?: string): string {
  const config = gitConfigOf(folder)
  const remotes = readRemotes(readIfThere(config) ?? '')
  const remote = atGitLab(remotes, gitLab) ?? chosen(remotes, config)
  const path = pathOfUrl(remote.url)
  if (path !== undefined) return path
  throw new IccError(
    'git-remote-unusable',
    `The git remote ${remote.name} (${withoutSecret(remote.url)}) names no project of a GitLab. Nothing was changed.`,
    { hint: 'icc ns GROUP/PROJECT' },
  )
}

/**
 * The path in the address of a repository, without `.git`; undefined where the address is a folder of this machine or
 * has no group. Known forms: `https://`, `ssh://`, `git://` and `user@host:path`.
 *
 * @see https://git-scm.com/docs/git-fetch#_git_urls
 */
export function pathOfUrl(url: string): string | undefined {
  const written = /^[a-z][\w+.-]*:\/\//iu.test(url) ? pathOfAddress(url) : pathOfScp(url)
  const path = written?.replace(/^\/+|\/+$/gu, '').replace(/\.git$/u, '')
  return path !== undefined && /^[^/]+(?:\/[^/]+)+$/u.test(path) ? path : undefined
}

function pathOfAddress(url: string): string | undefined {
  const address = URL.parse(url)
  if (!address || !/^(?:https?|ssh|git|git\+ssh|ssh\+git):$/u.test(address.protocol)) return undefined
  try {
    return decodeURIComponent(address.pathname)
  } catch (error) {
    // A "%" that stands for nothing: no GitLab path has one.
    if (error instanceof URIError) return undefined
    throw error
  }
}

/**
 * `[user@]host:path`, also with a bracketed host. One letter before the colon is a drive of Windows, a slash before it
 * makes it a folder, a second colon after it calls a helper program of git.
 */
function pathOfScp(url: string): string | undefined {
  return /^(?:[^/:\s[\]]{2,}|(?:[^/:\s[\]]+@)?\[[^\]/]+\]):(?!:)(.+)$/u.exec(url)?.[1]
}

/** The configuration file of the repository that holds a folder. */
function gitConfigOf(folder: string): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const config = configIn(join(at, '.git'))
    if (config !== undefined) return config
    if (dirname(at) === at) break
  }
  throw new IccError(
    'no-git-repository',
    `${folder} is in no git repository, so "." names nothing here. Nothing was changed.`,
    {
      hint: 'icc ns GROUP/PROJECT',
    },
  )
}

/** `.git` is a folder, or in worktrees and submodules a file that names one; a worktree's names the main one in turn. */
function configIn(git: string): string | undefined {
  const found = statSync(git, { throwIfNoEntry: false })
  if (!found) return undefined
  const folder = found.isDirectory() ? git : linkedFolder(git)
  if (folder === undefined) return undefined
  const common = readIfThere(join(folder, 'commondir'))?.trim()
  const config = join(common === undefined ? folder : resolve(folder, common), 'config')
  return statSync(config, { throwIfNoEntry: false })?.isFile() ? config : undefined
}

function linkedFolder(file: string): string | undefined {
  const target = /^gitdir: (.+?)\s*$/u.exec(readIfThere(file) ?? '')?.[1]
  return target === undefined ? undefined : resolve(dirname(file), target)
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') return undefined
    if (code === undefined) throw error
    throw new IccError('git-unreadable', `${file} could not be read (${code}). Nothing was changed.`, {
      hint: 'icc ns GROUP/PROJECT',
      cause: error,
    })
  }
}

/** `origin` if it is there, else the only one; undefined where that leaves a choice. */
function atGitLab(remotes: readonly GitRemote[], gitLab: string | undefined): GitRemote | undefined {
  const host = gitLab === undefined ? undefined : URL.parse(gitLab)?.hostname
  if (host === undefined) return undefined
  const there = remotes.filter(({ url }) => hostOf(url) === host)
  return there.find(({ name }) => name === 'origin') ?? (there.length === 1 ? there[0] : undefined)
}

function hostOf(url: string): string | undefined {
  if (/^[a-z][\w+.-]*:\/\//iu.test(url)) return URL.parse(url)?.hostname
  return /^(?:[^/@\s]+@)?([^/:\s[\]]{2,}):/u.exec(url)?.[1]
}

function chosen(remotes: readonly GitRemote[], config: string): GitRemote {
  const only = remotes.length === 1 ? remotes[0] : undefined
  const remote = remotes.find(({ name }) => name === 'origin') ?? only
  if (remote) return remote
  if (remotes.length === 0)
    throw new IccError(
      'no-git-remote',
      `The git repository of ${config} has no remote, so "." names nothing here. Nothing was changed.`,
      {
        hint: 'icc ns GROUP/PROJECT',
      },
    )
  const list = remotes.map(({ name, url }) => `  ${name}  ${withoutSecret(url)}`).join('\n')
  throw new IccError(
    'several-git-remotes',
    `The git repository has several remotes and none of them is "origin". Nothing was changed:\n${list}`,
    { exitCode: ExitCode.usage, hint: 'icc ns GROUP/PROJECT' },
  )
}

/** People put tokens into addresses. */
function withoutSecret(url: string): string {
  return url.replace(/\/\/[^/@]*@/u, '//')
}
