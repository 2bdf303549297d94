import type { Rule } from '../rule.ts'
import { artifactLocation, BASE } from './artifact-location.ts'
import { jsonText } from './json-text.ts'
import { target, type Reported } from './reported.ts'
import { reportingDescriptor } from './sarif-rule.ts'
import { plainText, sarifResults } from './sarif-results.ts'

export type SarifOptions = {
  /** Those that were asked. */
  rules: readonly Rule[]
  /** Of icc. */
  version: string
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/**
 * The report in the Static Analysis Results Interchange Format. `artifacts` are the files that were looked at, clean
 * ones too; what was not checked is an open result, a skipped file a notification.
 *
 * @see SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifReport({ report, files }: Reported, { rules, version }: SarifOptions): string {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  return jsonText({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'icc', version, rules: rules.map(reportingDescriptor) } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              { level: 'note', message: { text: plainText(`Looked at as ${target(report)}.`) } },
              ...report.skipped.map(({ file, reason }) => ({
                level: 'note',
                message: { text: plainText(`Skipped: ${reason}`) },
                locations: [{ physicalLocation: { artifactLocation: artifactLocation(file) } }],
              })),
            ],
          },
        ],
        originalUriBaseIds: { [BASE]: { description: { text: 'The folder that icc was started in.' } } },
        artifacts: [...new Set(files)].map((file) => ({
          location: artifactLocation(file),
          roles: ['analysisTarget'],
        })),
        columnKind: 'unicodeCodePoints',
        results: sarifResults(report, (rule) => indexes.get(rule)),
        properties: {
          kubeVersion: report.kubeVersion,
          kubeVersionSource: report.kubeVersionSource,
          checked: report.checked,
        },
      },
    ],
  })
}
