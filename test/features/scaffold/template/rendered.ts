import {
  constantFrom,
  dictionary,
  letrec,
  oneof,
  array,
  string,
  double,
  integer,
  boolean,
  constant,
} from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Json } from '../../../../src/features/manifests/document.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'
import { arrange } from '../../../../src/features/scaffold/template/arrange.ts'
import { parseManifest } from '../../../../src/features/scaffold/template/manifest.ts'
import { render } from '../../../../src/features/scaffold/template/render.ts'
import type { RenderedLine, Values } from '../../../../src/features/scaffold/types.ts'
import { ODD_SCALARS, USUAL_SCALARS } from '../../manifests/yaml-words.ts'

/** Renders a text as the manifest `.icc/templates/x/x.yaml`; the names of the values are those that are known. */
export function renderedLines(
  text: string,
  values: Values,
  {
    comments = true,
    parts = {},
    known = [],
  }: { comments?: boolean; parts?: Record<string, string>; known?: string[] } = {},
): RenderedLine[] {
  const template = parseManifest(
    { file: '.icc/templates/x/x.yaml', text },
    (name) => {
      const found = parts[name]
      return found === undefined ? undefined : { file: `.icc/templates/x/${name}.yaml`, text: found }
    },
    new Set([...Object.keys(values), ...known]),
  )
  return arrange(render(template.nodes, values, comments, template.place))
}

/** The same as text. */
export function rendered(...given: Parameters<typeof renderedLines>): string {
  return renderedLines(...given)
    .map((line) => `${line.text}\n`)
    .join('')
}

/** What icc reads in a file of one document. */
export function valueOf(text: string): Json {
  const { documents, faults } = readManifests({ name: 'x.yaml', text })
  const [document, second] = documents
  if (document === undefined || second !== undefined || faults.length > 0)
    throw new Error(`not one document: ${JSON.stringify({ text, faults })}`)
  return document.value
}

/** What means something in YAML, or what some reader takes for a line break or a blank. */
const SIGNS = ' \t\n\r#:-?[]{},&*!|>\'"%@`\\~=<ax0.1_/+\u0085\u2028\u00a0\ufeff'

/** Texts of all kinds: what is read as something else, what looks like YAML, any characters, several lines. */
export const texts: Arbitrary<string> = oneof(
  constantFrom(...USUAL_SCALARS, ...ODD_SCALARS),
  string({ unit: constantFrom(...Array.from(SIGNS)) }),
  string({ unit: 'binary' }),
  string({ unit: constantFrom('\n', ' ', '  ', '\t', 'a', 'b: c', '- d', '# e', '---', 'é', '{{ f }}', '#% end') }),
)

export const jsonValues: Arbitrary<Json> = letrec<{ value: Json; scalar: Json }>((tie) => ({
  scalar: oneof(texts, integer(), double({ noNaN: true, noDefaultInfinity: true }), boolean(), constant(null)),
  value: oneof(
    { depthSize: 'small' },
    tie('scalar'),
    array(tie('value'), { maxLength: 4 }),
    dictionary(texts, tie('value'), { maxKeys: 4 }),
  ),
})).value

/** As JSON has it: one zero, and no order of keys. */
export function plain(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}
