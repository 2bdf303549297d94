/**
 * What a container is given where nobody knows better. A memory limit that is not there is the request: so nothing is
 * promised that the node does not have.
 */
export type DefaultResources = {
  requests: { cpu: string; memory: string }
  limits: { cpu?: string; memory?: string }
}

/** Enough for a small web server. */
export const DEFAULT_RESOURCES: DefaultResources = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '500m' },
}

/** Enough to start a program with a GPU: its libraries alone take more than a gibibyte of memory. */
export const GPU_DEFAULT_RESOURCES: DefaultResources = {
  requests: { cpu: '1', memory: '4Gi' },
  limits: { cpu: '2' },
}
