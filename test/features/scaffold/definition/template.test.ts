import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { IccError } from '../../../../src/errors.ts'
import { compileTemplates, findTemplate, listKinds } from '../../../../src/features/scaffold/find.ts'
import { createTestContext, runIcc, temporaryFolder, type Given } from '../../../support/run-icc.ts'

const MANIFEST = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ name }}\n'
const GOOD = [
  'version: 1',
  'summary: a ConfigMap',
  'manifests: [map.yaml]',
  'inputs:',
  '  name:',
  '    type: name',
  '    required: true',
  '    help: its name',
]

/** A home whose project has templates; files by their path below `.icc/templates`. */
function projectWith(files: Readonly<Record<string, string>>): string {
  const home = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    const path = join(home, '.icc', 'templates', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return home
}

const SECRET = ['  token:', '    type: secret', '    required: true', '    help: a']
const PRIVATE = ['private: true', ...GOOD, ...SECRET]

function withDefinition(lines: readonly string[]): string {
  return projectWith({ 'map/template.yaml': lines.join('\n'), 'map/map.yaml': MANIFEST })
}

describe('a definition that is not right is refused with its file and line', () => {
  test.each<[string, string[], number, RegExp]>([
    ['no YAML', ['version: 1', 'summary: "a'], 2, /./u],
    ['no mapping', ['- version'], 1, /one mapping/u],
    ['two documents', [...GOOD, '---', 'version: 2'], 1, /one mapping/u],
    ['a field that does not exist', [...GOOD, 'input: {}'], 9, /no field input; did you mean inputs\?/u],
    ['no version', GOOD.slice(1), 1, /version is missing/u],
    ['a version in words', ['version: one', ...GOOD.slice(1)], 1, /version must be a whole number/u],
    ['no manifests', GOOD.filter((line) => !line.startsWith('manifests')), 1, /manifests is missing/u],
    [
      'a manifest that is not there',
      ['version: 1', 'summary: a', 'manifests: [other.yaml]'],
      3,
      /no file other\.yaml/u,
    ],
    ['a manifest elsewhere', ['version: 1', 'summary: a', 'manifests: [../map.yaml]'], 3, /no file \.\.\/map\.yaml/u],
    ['a file name with a folder', [...GOOD, 'file: a/b.yaml'], 9, /file must be a name/u],
    ['a set that does not exist', [...GOOD, 'with: [podd]'], 9, /no set of inputs podd/u],
    ['a type that does not exist', [...GOOD, '  size:', '    type: bytes', '    help: a'], 10, /no type bytes/u],
    ['an input without help', [...GOOD, '  size:', '    type: size'], 9, /help is missing/u],
    ['a name that no flag has', [...GOOD, '  Size:', '    type: size', '    help: a'], 9, /small letters/u],
    ['a flag of icc itself', [...GOOD, '  site:', '    type: text', '    help: a'], 9, /--site is a flag of icc/u],
    ['a word of expressions', [...GOOD, '  folder:', '    type: text', '    help: a'], 9, /means something else/u],
    ['a choice of nothing', [...GOOD, '  tier:', '    type: choice', '    help: a'], 10, /needs choices/u],
    ['a form that does not exist', [...GOOD, '    form: dns'], 9, /no form dns/u],
    [
      'a default from an input that comes later',
      [...GOOD, '    default: "{{ app }}"', '  app:', '    type: name', '    help: a'],
      9,
      /app is not known here/u,
    ],
    ['an expression that is none', [...GOOD, '    when: "site and"'], 9, /./u],
    [
      'two arguments',
      [...GOOD, '    argument: true', '  b:', '    type: text', '    help: a', '    argument: true'],
      10,
      /One input/u,
    ],
    ['a secret that is not kept private', [...GOOD, ...SECRET], 9, /a secret needs private: true/u],
    ['a fact from a secret', [...PRIVATE, 'facts:', '  a: token'], 15, /token is not known/u],
    ['a next step with a secret', [...PRIVATE, 'next:', '  - text: "{{ token }}"'], 15, /token is not known/u],
    [
      'a default from a secret',
      [...PRIVATE, '  b:', '    type: text', '    help: a', '    default: "{{ token }}"'],
      17,
      /token is not known/u,
    ],
    ['a fact with the name of an input', [...GOOD, 'facts:', '  name: site.id'], 10, /cannot be a fact/u],
    ['a fact from nowhere', [...GOOD, 'facts:', '  a: campus.id'], 10, /campus is not known/u],
    [
      'a refusal by what is asked',
      [...GOOD, 'refuse:', '  - {when: name, text: Not here.}'],
      10,
      /name is not known here/u,
    ],
    ['a next step without text', [...GOOD, 'next:', '  - when: name'], 10, /text is missing/u],
    ['a next step from nowhere', [...GOOD, 'next:', '  - text: "{{ nobody }}"'], 10, /nobody is not known/u],
  ])('%s', async (_, lines, line, message) => {
    const { exitCode, stdout, stderr } = await runIcc(['scaffold', 'map', 'a'], { home: withDefinition(lines) })
    expect(stderr).toMatch(message)
    expect(stderr).toContain(`icc: .icc/templates/map/template.yaml:${line}: `)
    expect(stderr).toContain('Nothing was written.')
    expect([exitCode, stdout]).toEqual([1, ''])
  })

  test('a manifest that uses what is not known', async () => {
    const home = projectWith({
      'map/template.yaml': GOOD.join('\n'),
      'map/map.yaml': MANIFEST.replace('{{ name }}', '{{ nam }}'),
    })
    const { stderr } = await runIcc(['scaffold', 'map', 'a'], { home })
    expect(stderr).toContain('icc: .icc/templates/map/map.yaml:4: ')
  })
})

const gone = (code: string) => (): never => {
  throw new IccError(code, 'gone')
}

describe('where templates come from', () => {
  test('the project wins over the user, and the user over icc', async () => {
    const home = projectWith({ 'pvc/template.yaml': GOOD.join('\n'), 'pvc/map.yaml': MANIFEST })
    const ctx = createTestContext({}, { home })
    const user = join(ctx.configDir(), 'templates')
    for (const kind of ['pvc', 'mine']) {
      mkdirSync(join(user, kind), { recursive: true })
      writeFileSync(join(user, kind, 'template.yaml'), GOOD.join('\n'))
      writeFileSync(join(user, kind, 'map.yaml'), MANIFEST)
    }
    const origins = new Map(listKinds(ctx).map(({ kind, origin }) => [kind, origin]))
    expect(origins.get('pvc')).toBe('project')
    expect(origins.get('mine')).toBe('user')
    expect(origins.get('ingress')).toBe('icc')
    expect(origins.has('parts')).toBe(false)
    expect((await findTemplate(ctx, 'pvc')).folder).toBe('.icc/templates/pvc')
  })

  test('an earlier version is kept in a folder of its own', async () => {
    const home = projectWith({
      'map/template.yaml': GOOD.join('\n').replace('version: 1', 'version: 2'),
      'map/map.yaml': MANIFEST,
      'map/v1/template.yaml': GOOD.join('\n').replace('a ConfigMap', 'the first'),
      'map/v1/map.yaml': MANIFEST,
    })
    const ctx = createTestContext({}, { home })
    expect((await findTemplate(ctx, 'map')).version).toBe(2)
    expect((await findTemplate(ctx, 'map', 1)).summary).toBe('the first')
    await expect(findTemplate(ctx, 'map', 3)).rejects.toThrow(/version 3 is not kept/u)
  })

  test('what the build has read is what a run reads, and of icc alone', async () => {
    const home = projectWith({ 'pvc/template.yaml': GOOD.join('\n'), 'pvc/map.yaml': MANIFEST })
    const ctx = createTestContext({}, { home })
    const compiled = await compileTemplates(ctx)
    const built = { ...ctx, assets: { ...ctx.assets, compiled: (path: string) => compiled.get(path) } }
    const kinds = listKinds(ctx).filter(({ origin }) => origin === 'icc')
    expect(kinds.length).toBeGreaterThan(10)
    for (const { kind } of kinds) {
      // oxlint-disable-next-line no-await-in-loop -- whose fault it is shall be plain
      const [own, read] = [await findTemplate(built, kind), await findTemplate(ctx, kind)]
      expect(own).toEqual(read)
      expect(own).not.toBe(read)
    }
    expect(compiled.has('templates/pvc.json')).toBe(true)
    expect((await findTemplate(built, 'pvc')).folder).toBe('.icc/templates/pvc')
    await expect(findTemplate(built, 'ingress', 99)).rejects.toMatchObject({ code: 'template-version-missing' })
  })

  test('without a home, or in a folder that is gone, there are those of icc', async () => {
    const given: Given = { configDir: gone('no-home') }
    Object.defineProperty(given, 'cwd', { get: gone('no-folder'), enumerable: false })
    const ctx = Object.defineProperties(createTestContext(), Object.getOwnPropertyDescriptors(given))
    expect(listKinds(ctx).map(({ origin }) => origin)).toContain('icc')
    expect((await findTemplate(ctx, 'ingress')).origin).toBe('icc')
    expect((await runIcc(['--help'], { configDir: gone('no-home') })).exitCode).toBe(0)
  })

  test('an unknown kind is refused with the nearest', async () => {
    const { exitCode, stderr } = await runIcc(['scaffold', 'ingres'], {})
    expect(stderr).toContain('Did you mean ingress?')
    expect(exitCode).toBe(2)
  })

  test('a broken template hides no other from the list', async () => {
    const home = withDefinition(['version: one'])
    const { exitCode, stdout } = await runIcc(['scaffold', '--list'], { home })
    expect(stdout).toMatch(/^map +cannot be used: .*template\.yaml:1/mu)
    expect(stdout).toMatch(/^ingress +an Ingress/mu)
    expect(exitCode).toBe(0)
  })

  test('what an input of a set is called, a template can say anew', async () => {
    const home = projectWith({
      'map/template.yaml': [...GOOD, '  image:', '    help: another', 'with: [pod]'].join('\n'),
      'map/map.yaml': MANIFEST,
    })
    const { inputs } = await findTemplate(createTestContext({}, { home }), 'map')
    expect(inputs.find(({ name }) => name === 'image')).toMatchObject({
      type: 'image',
      required: true,
      help: 'another',
    })
  })
})
