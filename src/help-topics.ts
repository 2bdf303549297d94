const TOPICS: Readonly<Record<string, string>> = {
  'exit-codes': `What icc exits with:

  0    done
  1    it failed, or something was found (what and why is on stderr)
  2    the command line was wrong, or a choice is missing and nobody could be asked
  4    you are not signed in, or your session is over: icc login
  70   a bug of icc: please report it
  130  you cancelled it (Ctrl-C)

With -o json a failure leaves stdout empty, and the last line of stderr is
{"error": {"code", "message", "hint"}}. The codes are stable; the sentences are not.`,
  environment: `Environment variables that icc reads:

  ICC_SITE             the campus, as --site
  ICC_CONFIG_DIR       the folder of config.yaml and sites/ (default: icc in $XDG_CONFIG_HOME or ~/.config;
                       on Windows %APPDATA%\\icc)
  ICC_STATE_DIR        the folder of sessions and caches (default: icc in $XDG_STATE_HOME or ~/.local/state;
                       on Windows %LOCALAPPDATA%\\icc)
  KUBECONFIG           the kubeconfig files, as for kubectl
  HTTPS_PROXY, NO_PROXY (also in small letters)
                       the proxy for requests to the identity provider and the cluster, and the hosts and
                       networks that are asked without it; this machine (localhost, 127.0.0.0/8) always is
  NODE_EXTRA_CA_CERTS  a PEM file of certificate authorities to trust besides the system's
  NO_COLOR, FORCE_COLOR
                       without or with colours, wherever the output goes
  CI                   if set, icc never asks anything`,
  files: `Files that icc reads and writes:

  ~/.kube/config                 or what KUBECONFIG or --kubeconfig name: clusters, users, contexts. Edited in
                                 place under kubectl's lock; comments and unknown fields stay. Mode 0600
  CONFIG/config.yaml             settings: site, secrets (keyring or file), username
  CONFIG/sites/ID.yaml           your own site profiles; they win over the built-in ones
  STATE/sessions/ID.json         one session: who, where, until when. No secret in it
  STATE/tokens/ID.json           the current short-lived token. Mode 0600
  STATE/secrets/ID.json          the refresh token, only where the system has no usable keyring. Mode 0600
  STATE/namespaces/*.json        names of namespaces seen in a context, and the one before the current one
  STATE/contexts/*.json          the context before the current one

CONFIG and STATE are the folders that 'icc help environment' names.`,
}

/** The names of the topics that are not commands. */
export const HELP_TOPICS = Object.keys(TOPICS)

/** The text of a help topic that is not a command; undefined for other names. */
export function helpTopic(name: string): string | undefined {
  return Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined
}
