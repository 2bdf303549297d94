/** A kubeconfig of another cluster, with a comment and a context that is current. */
export const OTHERS = `# mine
apiVersion: v1
kind: Config
current-context: minikube
clusters:
  - name: minikube
    cluster: {server: 'https://192.0.2.1:8443'}
users:
  - name: minikube
    user: {token: not-of-icc}
contexts:
  - name: minikube
    context: {cluster: minikube, user: minikube}
`
