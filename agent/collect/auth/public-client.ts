import type { PublicClientApplication } from '@azure/msal-node'
import { z } from 'zod'
import { Unreadable } from '../../../common/model/index.ts'
import { said } from '../../../common/words/said.ts'
import { configuration, signIn, tokenOf } from './msal.ts'
import type { Settings, Target } from './msal.ts'
import { renewing } from './renewing.ts'

/** How a secret that came from a person signing in is kept. */
export const refreshPrefix = 'microsoft-refresh-token:'

export type SignInOptions = {
  readonly target: Target
  /** Scopes in full (`https://graph.microsoft.com/Policy.Read.All`). */
  readonly scopes: readonly string[]
  /** Shows a person where to sign in: the code for a device, or nothing beside the address. */
  readonly show: (address: string, code?: string) => void | Promise<void>
  readonly fetch?: typeof globalThis.fetch | undefined
}

/**
 * Signs a person in by device code (RFC 8628), by MSAL; many organisations block this flow, and
 * then it says so.
 * @returns the secret to keep: a refresh token, which ends when it is not used for 90 days or the
 * person's sessions are revoked
 * @throws Unreadable unauthorized when it is declined, blocked, or the time is over
 */
export async function signInByDeviceCode({
  target,
  scopes,
  show,
  fetch = globalThis.fetch,
}: SignInOptions): Promise<string> {
  const { application, heard } = await applicationOf(target, fetch)
  await signIn(heard, () =>
    application.acquireTokenByDeviceCode({
      scopes: [...scopes],
      deviceCodeCallback: ({ verificationUri, userCode }) => {
        void show(verificationUri, userCode)
      },
    }),
  )
  return refreshPrefix + refreshTokenOf(application)
}

/**
 * Signs a person in by their browser: authorization code with PKCE (RFC 7636), answered to a port
 * of this machine's own, by MSAL. The app registration must have `http://localhost` among the
 * redirect addresses of "Mobile and desktop applications".
 * @returns the secret to keep, as by device code
 * @throws Unreadable unauthorized when it is declined
 */
export async function signInByBrowser({
  target,
  scopes,
  show,
  fetch = globalThis.fetch,
}: SignInOptions): Promise<string> {
  const { application, heard } = await applicationOf(target, fetch)
  await signIn(heard, () =>
    application.acquireTokenInteractive({
      scopes: [...scopes],
      openBrowser: async address => {
        await show(address)
      },
      successTemplate: 'You are signed in. This page can be closed.',
      errorTemplate: 'Signing in did not work out; the terminal says why. This page can be closed.',
    }),
  )
  return refreshPrefix + refreshTokenOf(application)
}

export type RefreshOptions = {
  readonly secret: string
  readonly target: Target
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly now?: (() => Date) | undefined
  /**
   * Told once of a refresh token that replaces the kept one: each lasts 90 days from its making, so
   * one of every run should be kept.
   */
  readonly keep?: ((secret: string) => Promise<void>) | undefined
}

/** Access tokens, for any audience that the person may reach, from one kept refresh token. */
export function refreshToken({
  secret,
  target,
  fetch = globalThis.fetch,
  now = () => new Date(),
  keep,
}: RefreshOptions): (audience: string) => () => Promise<string> {
  let refreshToken = secret.slice(refreshPrefix.length)
  let told = false
  return audience =>
    renewing(async () => {
      const { application, heard } = await applicationOf(target, fetch)
      const result = await signIn(heard, () =>
        application.acquireTokenByRefreshToken({
          refreshToken,
          scopes: [`${audience}/.default`],
          forceCache: true,
        }),
      )
      const next = refreshTokenOf(application, refreshToken)
      const isNew = next !== refreshToken
      refreshToken = next
      // Opening the secrets is slow on purpose, and what the other audiences get minutes later
      // lasts no longer.
      if (isNew && !told) await keep?.(refreshPrefix + next)
      told ||= isNew
      return tokenOf(result)
    }, now)
}

// Loaded only where somebody signs in: the agent starts without it.
async function applicationOf(
  target: Target,
  fetch: typeof globalThis.fetch,
): Promise<{ readonly application: PublicClientApplication; readonly heard: Settings['heard'] }> {
  const { options, heard } = configuration(target, fetch)
  const { PublicClientApplication } = await import('@azure/msal-node')
  return { application: new PublicClientApplication(options), heard }
}

const Cache = z.looseObject({
  RefreshToken: z.record(z.string(), z.looseObject({ secret: z.string() })).default({}),
})

/**
 * The library gives a refresh token to nobody but its cache, which is of a documented form:
 * https://github.com/AzureAD/microsoft-authentication-library-for-js
 */
function refreshTokenOf(application: PublicClientApplication, before?: string): string {
  const held = Object.values(
    Cache.parse(JSON.parse(application.getTokenCache().serialize())).RefreshToken,
  )
  const token = held.at(-1)?.secret ?? before
  if (!token) throw new Unreadable('unauthorized', said('no-refresh-token', { from: 'microsoft' }))
  return token
}
