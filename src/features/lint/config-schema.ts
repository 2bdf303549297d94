import * as v from 'valibot'
import { IccError } from '../../errors.ts'
import type { Source } from '../manifests/document.ts'
import { faultList, issueComplaints, fieldName, shapeComplaints } from '../sites/faults.ts'
import { date, kubernetesVersion, namespaceName, oneOf, siteId, text, texts } from '../sites/schema-fields.ts'
import { parseYaml, type Fault, type YamlFile } from '../sites/yaml-file.ts'

const ignore = v.pipe(
  v.object(
    {
      rule: text,
      /** A pattern of files, as in a .gitignore. */
      file: v.optional(text),
      /** As lint names it: Deployment/web. */
      object: v.optional(text),
      reason: text,
      /** The last day on which it holds. */
      until: v.optional(date),
    },
    'a mapping with rule, file or object, and reason',
  ),
  v.check(({ file, object }) => file !== undefined || object !== undefined, 'file or object beside the rule'),
)

const projectSchema = v.object(
  {
    /** The campus that the manifests are for. */
    site: v.optional(siteId),
    kubernetesVersion: v.optional(kubernetesVersion),
    namespace: v.optional(namespaceName),
    lint: v.optional(
      v.object(
        {
          /** Patterns of files that lint does not look at, as in a .gitignore. */
          exclude: v.optional(texts),
          /** Rules that are not asked at all. */
          off: v.optional(texts),
          severity: v.optional(
            v.record(v.string(), oneOf(['error', 'warning', 'info']), 'a mapping of rules to severities'),
          ),
          ignore: v.optional(v.array(ignore, 'a list of rules with file or object, and reason')),
        },
        'a mapping',
      ),
    ),
  },
  'a mapping',
)

/** What a project says about itself in `.icc.yaml`, and where the project is. */
export type ProjectConfig = WrittenConfig & {
  /** A file's name seen from the project's folder, which patterns are for; undefined for what is not in it. */
  nameWithin: (name: string) => string | undefined
  /** True if the files and folders of a command line hold the whole project. */
  isWithin: (paths: readonly string[]) => boolean
}

export type WrittenConfig = v.InferOutput<typeof projectSchema> & {
  /** Where it is written. */
  source: Source
  /** Where an entry of `lint.ignore` stands. */
  ignorePlace: (index: number) => { line: number; column: number }
}

/**
 * Checks the text of a `.icc.yaml`.
 *
 * @throws `project-file-broken` (exit 1) with every fault, its line and column
 */
export function parseProjectConfig(source: Source): WrittenConfig {
  const { name: file, text: written } = source
  const parsed = parseYaml(file, written)
  if (parsed.kind === 'faulty') throw broken(parsed.faults)
  const value = parsed.kind === 'empty' ? {} : parsed.yaml.value
  const checked = v.safeParse(projectSchema, value)
  const complaints = [
    ...shapeComplaints(projectSchema, value),
    ...(checked.success ? [] : issueComplaints(checked.issues)),
  ]
  const yaml = parsed.kind === 'empty' ? undefined : parsed.yaml
  if (complaints.length > 0 || !checked.success)
    throw broken(
      complaints.map(({ of, field, message }) => {
        const { line, column } = position(yaml, of)
        return { file, line, column, field: fieldName(field), message }
      }),
    )
  return { ...checked.output, source, ignorePlace: (index) => position(yaml, ['lint', 'ignore', index]) }
}

function position(yaml: YamlFile | undefined, path: readonly (string | number)[]): { line: number; column: number } {
  return yaml?.position(path) ?? (path.length > 0 ? position(yaml, path.slice(0, -1)) : { line: 1, column: 1 })
}

export function broken(faults: readonly Fault[]): IccError {
  return new IccError(
    'project-file-broken',
    `The project's settings cannot be used. Nothing was looked at.\n${faultList(faults)}`,
    {
      hint: `correct ${faults[0]?.file ?? 'the file'}`,
    },
  )
}
