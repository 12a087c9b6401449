/** What signing in alone asks for: https://learn.microsoft.com/entra/identity-platform/scopes-oidc */
const signIn: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access'])

/**
 * Whether a permission of Graph only reads, by its name: one part of it says how it reads (`Read`,
 * `ReadBasic`, `ReadForUser`), and none writes. Verified against the methods that Microsoft
 * publishes for each (https://github.com/microsoftgraph/microsoft-graph-devx-content). Whatever
 * else it says (`Directory.AccessAsUser.All`, `User.Invite.All`) could change something, and so
 * could what nobody knows.
 */
export function readsOnly(permission: string): boolean {
  return (
    signIn.has(permission) || permission.split('.').some(part => /^Read(?!Write|Update)/.test(part))
  )
}
