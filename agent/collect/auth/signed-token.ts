import { createHmac } from 'node:crypto'
import { Unreadable } from '../../../common/model/index.ts'
import { said } from '../../../common/words/said.ts'

export type SignedTokenOptions = {
  /** A staff access token, or an integration's Admin API key: `ID:SECRET`, both hexadecimal. */
  readonly secret: string
  readonly now?: (() => Date) | undefined
}

/**
 * What each request to Ghost's Admin API carries: a JSON Web Token (RFC 7519) of at most five
 * minutes, signed with the secret half, which itself is never sent:
 * https://docs.ghost.org/admin-api#token-authentication
 * @throws Unreadable unauthorized where the secret is not of that form
 */
export function signedToken({
  secret,
  now = () => new Date(),
}: SignedTokenOptions): () => Promise<string> {
  return async () => {
    const [, id, key] = /^([0-9a-f]{24}):([0-9a-f]{64})$/i.exec(secret.trim()) ?? []
    if (!id || !key) throw new Unreadable('unauthorized', said('ghost-key-form'))
    const issued = Math.floor(now().getTime() / 1000)
    const signed = [
      { alg: 'HS256', typ: 'JWT', kid: id },
      { iat: issued, exp: issued + 300, aud: '/admin/' },
    ]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${signed}.${createHmac('sha256', Buffer.from(key, 'hex')).update(signed).digest('base64url')}`
  }
}
