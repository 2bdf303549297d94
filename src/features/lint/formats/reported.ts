import type { LintReport } from '../report.ts'

/** What every format is made from. */
export type Reported = {
  report: LintReport
  /** The names of the files that were looked at, each once: what holds no finding and no gap among them is clean. */
  files: readonly string[]
}

/** The files in which every rule that was asked could look and found nothing. */
export function cleanFiles({ report, files }: Reported): string[] {
  const told = new Set([...report.findings, ...report.notChecked].map(({ file }) => file))
  return files.filter((file) => !told.has(file))
}

/** Completes "looked at as": the Kubernetes version and where it comes from. */
export function target({ kubeVersion, kubeVersionSource }: LintReport): string {
  return `Kubernetes ${kubeVersion}, ${kubeVersionSource}`
}

/** What is said of no file is of the folder: GitHub and GitLab refuse what has no place. */
export function fileOrFolder(file: string): string {
  return file === '' ? '.' : file
}
