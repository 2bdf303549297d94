/**
 * What a container is given where nobody knows better: enough for a small web server. The memory limit is the request:
 * so nothing is promised that is not there.
 */
export const DEFAULT_RESOURCES = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '500m', memory: undefined },
} as const
