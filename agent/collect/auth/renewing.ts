/** An access token and how long it lasts from when it was given. */
export type Token = { readonly token: string; readonly lifetimeMs: number }

/** Uses a token until five minutes before its end, then asks for the next. */
export function renewing(ask: () => Promise<Token>, now: () => Date): () => Promise<string> {
  let held: { readonly token: string; readonly until: number } | null = null
  return async () => {
    if (!held || now().getTime() >= held.until) {
      const { token, lifetimeMs } = await ask()
      held = { token, until: now().getTime() + lifetimeMs - 300_000 }
    }
    return held.token
  }
}
