// What is signed and authenticated, byte for byte, on both sides. The words in front keep one kind
// of proof from being used as another.

/**
 * Pairing: both keys, both nonces and the origin, in this order, under a key stretched from the
 * code.
 */
export function pairingTranscript(
  side: 'extension' | 'agent',
  facts: {
    readonly origin: string
    readonly extensionKey: string
    readonly agentKey: string
    readonly extensionNonce: string
    readonly agentNonce: string
  },
): string {
  return [
    'witnessmark.v1 pairing',
    side,
    facts.origin,
    facts.extensionKey,
    facts.agentKey,
    facts.extensionNonce,
    facts.agentNonce,
  ].join('\n')
}

/** Each connection: both nonces, the pairing and the origin, signed by each side's Ed25519 key. */
export function connectionTranscript(
  side: 'extension' | 'agent',
  facts: {
    readonly origin: string
    readonly pairing: string
    readonly extensionNonce: string
    readonly agentNonce: string
  },
): string {
  return [
    'witnessmark.v1 connection',
    side,
    facts.origin,
    facts.pairing,
    facts.extensionNonce,
    facts.agentNonce,
  ].join('\n')
}

/** Rounds of PBKDF2-HMAC-SHA-256 over the code. */
export const PAIRING_ITERATIONS = 600_000

/**
 * Splits what the user types or pastes: `PORT-CODE`, with or without spaces and dashes in the code.
 * Null when it is neither.
 */
export function parsePairingText(
  typed: string,
): { readonly port: number; readonly code: string } | null {
  const parts = /^\s*(\d{2,5})\s*-([\d\s-]+)$/.exec(typed)
  const code = parts?.[2]?.replace(/\D/g, '') ?? ''
  const port = Number(parts?.[1])
  return code.length === 12 && port > 0 && port <= 65535 ? { port, code } : null
}
