import type { ProjectConfig } from '../config-schema.ts'

/** Which names a project leaves out. */
export async function exclusion(config: ProjectConfig | undefined): Promise<(name: string) => boolean> {
  const patterns = config?.lint?.exclude ?? []
  if (config === undefined || patterns.length === 0) return () => false
  const { default: createIgnore } = await import('ignore')
  const excluded = createIgnore().add(patterns)
  return (name) => {
    const own = config.nameWithin(name)
    return own !== undefined && excluded.ignores(own)
  }
}
