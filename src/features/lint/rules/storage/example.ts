/** A claim with lines of `spec`, in the order of the API. */
export function exampleClaim(lines: readonly string[]): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
${lines.map((line) => `  ${line}\n`).join('')}`
}
