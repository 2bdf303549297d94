import type { StoredObject } from './kubernetes-objects.ts'

/** A thing of the cluster as a whole, or of a namespace, that nobody but its operators makes. */
export type ClusterThing = {
  name: string
  namespace?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  body: Omit<StoredObject, 'metadata'>
}

const DEFAULT_STORAGE = { 'storageclass.kubernetes.io/is-default-class': 'true' }
const DEFAULT_INGRESS = { 'ingressclass.kubernetes.io/is-default-class': 'true' }

/** What the operators of the campus have set up, by `group/plural`; each list is sorted by namespace and name. */
export const CLUSTER_THINGS: Readonly<Record<string, readonly ClusterThing[]>> = {
  'storage.k8s.io/storageclasses': [
    { name: 'archive', body: storage('nfs.csi.k8s.io', false) },
    { name: 'shared', body: storage('cephfs.csi.ceph.com', true) },
    { name: 'standard', annotations: DEFAULT_STORAGE, body: storage('rbd.csi.ceph.com', true) },
  ],
  'networking.k8s.io/ingressclasses': [
    { name: 'internal', body: { spec: { controller: 'k8s.io/ingress-nginx' } } },
    { name: 'public', annotations: DEFAULT_INGRESS, body: { spec: { controller: 'k8s.io/ingress-nginx' } } },
  ],
  'cert-manager.io/clusterissuers': [
    { name: 'letsencrypt', body: issuer(true) },
    { name: 'letsencrypt-retired', body: issuer(false) },
  ],
  'cert-manager.io/issuers': [{ namespace: 'se2-magic-team', name: 'team-ca', body: issuer(true) }],
  '/nodes': [
    node('gpu-1', { cards: '2', product: 'NVIDIA-A100-PCIE-40GB', taints: [gpuTaint(), unschedulable()] }),
    node('gpu-2', { cards: '4', product: 'NVIDIA-A100-PCIE-40GB', taints: [gpuTaint()] }),
    node('gpu-3', { cards: '1', product: 'Tesla-T4', taints: [] }),
    node('node-1', {}),
  ],
}

function storage(provisioner: string, expandable: boolean): ClusterThing['body'] {
  return {
    provisioner,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
    ...(expandable && { allowVolumeExpansion: true }),
  }
}

function issuer(ready: boolean): ClusterThing['body'] {
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }]
  return { spec: { acme: { server: 'https://acme.campus.example/directory' } }, status: { conditions } }
}

type Cards = { cards?: string; product?: string; taints?: object[] }

function node(name: string, { cards, product, taints = [] }: Cards): ClusterThing {
  const amounts = {
    cpu: '64',
    memory: '263840716Ki',
    pods: '110',
    ...(cards !== undefined && { 'nvidia.com/gpu': cards }),
  }
  return {
    name,
    labels: { 'kubernetes.io/hostname': name, ...(product !== undefined && { 'nvidia.com/gpu.product': product }) },
    body: {
      spec: taints.length === 0 ? {} : { taints },
      status: { capacity: amounts, allocatable: amounts, conditions: [{ type: 'Ready', status: 'True' }] },
    },
  }
}

function gpuTaint(): object {
  return { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }
}

function unschedulable(): object {
  return { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }
}
