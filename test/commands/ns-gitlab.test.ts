import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Choice } from '../../src/context.ts'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'
import { sessionAt } from '../support/session.ts'
import { onTerminal } from './ctx-home.ts'
import { namespacesHome, unreachable, type HomeOptions } from './ns-home.ts'

test('GROUP/PROJECT is mapped by the rule of the site, and says so', async () => {
  const { icc, asked, namespaceOf } = campus({ cluster: { names: ['group-my-project'] } })
  expect(await icc('Group/My_Project')).toEqual({
    stdout: '',
    stderr:
      '"Group/My_Project" is the namespace "group-my-project".\n' +
      'Switched to namespace "group-my-project" in context "campus".\n',
    exitCode: 0,
  })
  expect(namespaceOf('campus')).toBe('group-my-project')
  expect(asked).toEqual(['get group-my-project', 'get group-my-project-1'])
})

test('the name with a number behind it is found too', async () => {
  const { icc } = campus({ cluster: { names: ['group-project-1'] } })
  const { stdout } = await icc('group/project', '-o', 'json')
  expect(JSON.parse(stdout)).toEqual({ context: 'campus', namespace: 'group-project-1', previous: 'default' })
})

test('two namespaces for one path are shown, not guessed', async () => {
  const { icc, text } = campus({ cluster: { names: ['group-project', 'group-project-1'] } })
  const before = text()
  const { stdout, stderr, exitCode } = await icc('group/project')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  expect(stderr).toMatch(/any of these namespaces: group-project, group-project-1\. Nothing was changed/u)
  expect(text()).toBe(before)
})

test('on a terminal one picks between two namespaces of a path', async () => {
  const asked: string[][] = []
  const pick = async (_message: string, choices: Choice[]) => {
    asked.push(choices.map(({ value }) => value))
    return 'group-project-1'
  }
  const { icc, namespaceOf } = campus({
    cluster: { names: ['group-project', 'group-project-1'] },
    ...onTerminal(pick),
  })
  expect(await icc('group/project')).toMatchObject({ exitCode: 0 })
  expect(asked).toEqual([['group-project', 'group-project-1']])
  expect(namespaceOf('campus')).toBe('group-project-1')
})

test('of two namespaces the one that is labelled with the path is its own', async () => {
  const names = ['group-project', 'group-project-1']
  const origins = { 'group-project': 'group_project', 'group-project-1': 'Group.Project' }
  const { icc, namespaceOf } = campus({ cluster: { names, origins } })
  expect(await icc('group/project')).toEqual({
    stdout: '',
    stderr:
      '"group/project" is the namespace "group-project".\n' +
      'Switched to namespace "group-project" in context "campus".\n',
    exitCode: 0,
  })
  expect(namespaceOf('campus')).toBe('group-project')
})

test('a namespace that is labelled with another project is told', async () => {
  const cluster = { names: ['group-project'], origins: { 'group-project': 'Group__Project' } }
  const { icc, namespaceOf } = campus({ cluster })
  const { stderr, exitCode } = await icc('group/project')
  expect(exitCode).toBe(0)
  expect(stderr).toContain(
    'warning: The namespace "group-project" says that it belongs to Group_Project, not to group/project (label gitlab-origin).\n',
  )
  expect(namespaceOf('campus')).toBe('group-project')
})

test('two that are labelled with others are shown with what they say', async () => {
  const names = ['group-project', 'group-project-1']
  const { icc } = campus({ cluster: { names, origins: { 'group-project': 'group.project' } } })
  const { stderr, exitCode } = await icc('group/project')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('group-project (labelled group.project), group-project-1.')
})

test('a group of the user that has the same namespace is told', async () => {
  const { icc, write } = campus({ cluster: { names: ['se2-magic-team'] } })
  const session = sessionAt('campus', { groups: ['se2/magic-team', 'other'] })
  write('.local/state/icc/sessions/campus.json', JSON.stringify(session))
  expect((await icc('se2/magic-team')).stderr).not.toContain('warning')
  expect((await icc('SE2/Magic-Team')).stderr).not.toContain('warning')
  expect((await icc('se2/magic_team')).stderr).toContain(
    'warning: se2/magic_team and se2/magic-team have the same namespace: what is in it may be of either.\n',
  )
})

test('a path without a namespace fails and names what was looked for', async () => {
  const { icc, text } = campus({})
  const before = text()
  const { stdout, stderr, exitCode } = await icc('group/project')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toContain('"group-project" or "group-project-1"')
  expect(text()).toBe(before)
})

test('a path is not taken for missing when the cluster cannot be reached', async () => {
  const { icc } = campus({ cluster: { failure: unreachable() } })
  const { stderr, exitCode } = await icc('group/project')
  expect(exitCode).toBe(1)
  expect(stderr).toContain('could not be checked')
})

test('-f takes the mapped name without asking', async () => {
  const { icc, asked, namespaceOf } = campus({ cluster: { failure: unreachable() } })
  expect(await icc('-f', 'group/project')).toMatchObject({ exitCode: 0 })
  expect(namespaceOf('campus')).toBe('group-project')
  expect(asked).toEqual([])
})

test('a path that the rule gives no name for fails with the rule, and asks nobody', async () => {
  const { icc, asked } = campus({})
  const { stderr, exitCode } = await icc('group/_')
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/"group\/_" has no namespace \(it would be "group--"\): a namespace name holds only/u)
  expect(asked).toEqual([])
})

test('a site whose profile names no rule is named', async () => {
  const { icc, write } = campus({})
  write('.config/icc/sites/campus.yaml', PROFILE.replace('gitlab-integrator', 'hnc'))
  const { stderr, exitCode } = await icc('group/project')
  expect(exitCode).toBe(1)
  expect(stderr).toContain('the profile of the site campus names no rule for it')
})

test('a context without a site is named, and --site helps', async () => {
  const { icc, write } = namespacesHome({ cluster: { names: ['group-project'] } })
  write('.config/icc/sites/campus.yaml', PROFILE)
  const { stderr, exitCode } = await icc('group/project')
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/does not know which site the context "campus" belongs to.*\nNext: icc ns --site ID/u)
  expect(await icc('group/project', '--site', 'campus')).toMatchObject({ exitCode: 0 })
})

test('. is the project that this folder was cloned from', async () => {
  const { icc, write, namespaceOf } = campus({ cluster: { names: ['group-sub-project'] } })
  write('.git/config', '[remote "origin"]\n\turl = git@git.campus.example:Group/sub/Project.git\n')
  expect(await icc('.')).toMatchObject({ exitCode: 0 })
  expect(namespaceOf('campus')).toBe('group-sub-project')
})

const TWO_REMOTES =
  '[remote "github"]\n\turl = git@github.com:me/copy.git\n[remote "campus"]\n\turl = https://git.campus.example/group/project.git\n'

test('. with several remotes is the project at the GitLab of the site', async () => {
  const { icc, write, namespaceOf } = campus({ cluster: { names: ['group-project', 'me-copy'] } })
  write('.git/config', TWO_REMOTES)
  const before = await icc('.')
  expect(before).toMatchObject({ stdout: '', exitCode: 2 })
  expect(before.stderr).toContain('several remotes and none of them is "origin"')
  write('.config/icc/sites/campus.yaml', `${PROFILE}ci: {gitlab: 'https://git.campus.example'}\n`)
  expect(await icc('.')).toMatchObject({ exitCode: 0 })
  expect(namespaceOf('campus')).toBe('group-project')
  write('.git/config', TWO_REMOTES.replace('"github"', '"origin"'))
  expect(await icc('.')).toMatchObject({ stderr: expect.stringContaining('"group/project" is the namespace') })
})

test('. outside of a git repository fails and says what to type', async () => {
  const { stdout, stderr, exitCode } = await campus({}).icc('.')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toMatch(/is in no git repository.*\nNext: icc ns GROUP\/PROJECT/u)
})

test('map computes names and touches nothing', async () => {
  const home = temporaryFolder()
  expect(await runIcc(['ns', 'map', 'Foo_Bar', 'group/_', 'a/b'], { home })).toEqual({
    stdout:
      'Foo_Bar  foo-bar\n' +
      'group/_  no namespace: a namespace name holds only a-z, 0-9 and "-", and begins and ends with a letter or digit\n' +
      'a/b      a-b\n',
    stderr: '',
    exitCode: 0,
  })
  const { stdout } = await runIcc(['ns', 'map', 'Foo/bar', '-o', 'json'], { home })
  expect(JSON.parse(stdout)).toEqual([{ path: 'Foo/bar', namespace: 'foo-bar', label: 'Foo_bar' }])
})

test('map has no answer where the site is known and has no rule, as switching has none', async () => {
  const home = namespacesHome({ site: 'campus' })
  home.write(
    join('.config', 'icc', 'sites', 'campus.yaml'),
    PROFILE.replace('mapping: gitlab-integrator', 'known: [a]'),
  )
  const mapped = await home.icc('map', 'group/project')
  expect(mapped).toEqual(await home.icc('group/project'))
  expect(mapped).toMatchObject({ stdout: '', exitCode: 1 })
  expect(mapped.stderr).toContain('the profile of the site campus names no rule for it')
})

test('map warns of paths that share a namespace', async () => {
  const { stderr, exitCode } = await runIcc(['ns', 'map', 'a/b', 'a_b', 'c'], { home: temporaryFolder() })
  expect({ stderr, exitCode }).toEqual({ stderr: 'warning: a/b and a_b have the same namespace: a-b\n', exitCode: 0 })
})

test('the word map alone is the name of a namespace', async () => {
  const { icc, namespaceOf } = namespacesHome({ cluster: { names: ['map'] } })
  expect(await icc('map')).toMatchObject({ exitCode: 0 })
  expect(namespaceOf('campus')).toBe('map')
})

/** A home whose context belongs to a site with the rule of gitlab-integrator. */
function campus(options: HomeOptions) {
  const home = namespacesHome({ site: 'campus', ...options })
  home.write(join('.config', 'icc', 'sites', 'campus.yaml'), PROFILE)
  return home
}

const PROFILE = `id: campus
title: A campus
login:
  method: device
namespace:
  mapping: gitlab-integrator
`
