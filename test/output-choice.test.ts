import { expect, test } from 'vitest'
import { defineCommand } from '../src/command.ts'
import { chooseOutputs } from '../src/output-choice.ts'

const common = { name: 'one', summary: 'one', arguments: [], options: {}, examples: [], run: async () => undefined }
const plain = defineCommand(common)
const lint = defineCommand({ ...common, formats: ['sarif'] })

test.each([
  [[], plain, 'human', [{ format: 'human' }]],
  [['json'], plain, 'json', [{ format: 'json' }]],
  [['json', 'json'], plain, 'json', [{ format: 'json' }]],
  [['sarif'], lint, 'human', [{ format: 'sarif' }]],
  [['sarif=a=b.json', 'json'], lint, 'json', [{ format: 'sarif', file: 'a=b.json' }, { format: 'json' }]],
  [['sarif=x'], lint, 'human', [{ format: 'sarif', file: 'x' }, { format: 'human' }]],
])('-o %j', (words, command, stdout, all) => {
  expect(chooseOutputs(words, command)).toEqual({ stdout, all })
})

test.each([
  [['yaml'], plain, /"yaml".*human, json\./u],
  [['json=x'], plain, /"json=x"/u],
  [['sarif='], lint, /names no file/u],
  [['sarif', 'json'], lint, /Both sarif and json/u],
])('-o %j is a usage error', (words, command, message) => {
  expect(() => chooseOutputs(words, command)).toThrow(
    expect.objectContaining({ code: 'usage', exitCode: 2, message: expect.stringMatching(message) }),
  )
})
