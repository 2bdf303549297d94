import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { makeConfigFolder } from './config-folder.ts'
import { writeFileAtomically } from '../kubeconfig/write-file.ts'
import { fieldName, issueComplaints, shapeComplaints } from './faults.ts'
import { oneOf, siteId, text as word } from './schema-fields.ts'
import { settingsBroken, settingsFile, settingsText } from './settings-file.ts'
import { parseYaml, type YamlFile } from './yaml-file.ts'

const settingsSchema = v.object(
  {
    /** The site of commands that name none. */
    site: v.optional(siteId),
    /** Where refresh tokens are kept; without it the keyring, and the file where there is none. */
    secrets: v.optional(oneOf(['keyring', 'file'])),
    /** Who the user is where a campus asks for name and password. */
    username: v.optional(word),
  },
  'a mapping',
)

/** What the user decided once and for all. */
export type Settings = v.InferOutput<typeof settingsSchema>

/**
 * The settings; without a file, none.
 *
 * @throws `settings-broken` (exit 1) with every fault, its line and column
 */
export function readSettings(ctx: Pick<Context, 'configDir'>): Settings {
  const file = settingsFile(ctx)
  return checkSettings(file, settingsText(file))
}

/**
 * Changes one setting and nothing else in the file: comments, order and line ends stay. Makes the file if there is none,
 * and writes nothing if it says so already.
 *
 * @throws `settings-broken`, `file-not-writable`, `disk-full` (exit 1): the file is as it was
 */
export async function writeSetting(
  ctx: Pick<Context, 'configDir'>,
  key: keyof Settings,
  value: string,
): Promise<{ file: string; previous: string | undefined }> {
  const file = settingsFile(ctx)
  const text = settingsText(file)
  const previous = checkSettings(file, text)[key]
  if (previous === value) return { file, previous }
  const { withValue } = await import('./edited-yaml.ts')
  const edited = withValue(text, [key], value)
  if ('refused' in edited || !isDeepStrictEqual(valuesIn(edited.text), { ...valuesIn(text), [key]: value }))
    throw new IccError(
      'settings-broken',
      `icc cannot change ${file} without touching the rest of it. It is as it was.`,
      {
        hint: `write this line into it: ${key}: ${value}`,
      },
    )
  makeConfigFolder(ctx.configDir())
  await writeFileAtomically(file, edited.text)
  return { file, previous }
}

/** As they stand there; undefined for what is no settings file. */
function valuesIn(text: string): Record<string, unknown> | undefined {
  const parsed = parseYaml('', text)
  if (parsed.kind === 'empty') return {}
  return parsed.kind === 'mapping' ? parsed.yaml.value : undefined
}

function checkSettings(file: string, text: string): Settings {
  const parsed = parseYaml(file, text)
  switch (parsed.kind) {
    case 'empty':
      return {}
    case 'faulty':
      throw settingsBroken(file, parsed.faults)
    case 'mapping':
      return validSettings(parsed.yaml)
  }
}

function validSettings({ file, value, position }: YamlFile): Settings {
  const result = v.safeParse(settingsSchema, value)
  const complaints = [
    ...shapeComplaints(settingsSchema, value),
    ...(result.success ? [] : issueComplaints(result.issues)),
  ]
  if (result.success && complaints.length === 0) return result.output
  throw settingsBroken(
    file,
    complaints.map(({ of, field, message }) => {
      const { line, column } = position(of) ?? { line: 1, column: 1 }
      return { file, line, column, field: fieldName(field), message }
    }),
  )
}
