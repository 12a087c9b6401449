import { demoToken, startGithubReplay } from './github.ts'
import { demoCredential, startWordpressReplay } from './wordpress.ts'

/** A fictional tenant that runs behind a real server on loopback. */
export type DemoTenant = {
  readonly id: string
  readonly title: string
  readonly service: string
  readonly target: Readonly<Record<string, string>>
  readonly secret: string
  /** Origins of its admin console, for the extension. */
  readonly consoles?: readonly string[]
  /** A page to try the extension on. */
  readonly page?: { readonly title: string; readonly url: string }
  close(): Promise<void>
}

/** Starts them all. */
export async function demoTenants(): Promise<DemoTenant[]> {
  const [github, wordpress] = [await startGithubReplay(), await startWordpressReplay()]
  return [
    {
      id: 'aurora-labs',
      title: 'Aurora Labs (GitHub)',
      service: 'github',
      target: { organization: 'aurora-labs', url: github.url },
      secret: demoToken,
      close: github.close,
    },
    {
      id: 'tidewater-gazette',
      title: 'The Tidewater Gazette (WordPress)',
      service: 'wordpress',
      target: { url: wordpress.url },
      secret: demoCredential,
      close: wordpress.close,
      page: { title: 'Admin page', url: `${wordpress.url}/wp-admin/options-general.php` },
    },
  ]
}
