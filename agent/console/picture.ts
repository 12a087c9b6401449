import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { isOwnAddress } from '../../common/capture/match.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { PICTURE_PART } from '../../common/protocol/message.ts'
import type { Picture } from '../../common/protocol/message.ts'
import type { Agent } from '../agent.ts'
import { readAt, Refused } from './capture.ts'
import { matchTenants } from './tenants.ts'

/** A picture on its way in, part by part, held in memory until it is whole. */
export type Incoming = { readonly picture: Picture; readonly parts: Uint8Array[] }

/** Pictures that the agent lists for a console page. */
const LISTED = 20
const Listed = z.array(z.object({ index: z.int(), at: z.string() }))
export type ListedPicture = { readonly index: number; readonly at: string }

/**
 * Checks what a picture says of itself, before any byte is taken.
 * @returns null when it is stored already
 * @throws Refused
 */
export async function announcePicture(agent: Agent, picture: Picture): Promise<Incoming | null> {
  if (await agent.store.knownCapture(picture.id)) return null
  const tenant = matchTenants(agent).find(item => item.id === picture.tenant)
  if (!tenant) throw new Refused('unknown-tenant', `no tenant "${picture.tenant}"`)
  if (!isOwnAddress(picture.address, agent.recipes(), tenant))
    throw new Refused('not-this-tenant', `the address is not one of ${tenant.id}`)
  return { picture, parts: [] }
}

/**
 * Takes the next part. @returns the number of the part that is wanted next; null when the picture
 * is whole. @throws Refused
 */
export function takePart(incoming: Incoming, part: number, data: string): number | null {
  const { picture, parts } = incoming
  if (part !== parts.length)
    throw new Refused('invalid', `part ${part} where ${parts.length} was asked for`)
  const bytes = Buffer.from(data, 'base64url')
  const expected = Math.min(PICTURE_PART, picture.length - part * PICTURE_PART)
  if (bytes.length !== expected)
    throw new Refused(
      'invalid',
      `part ${part} has ${bytes.length} bytes where ${expected} were announced`,
    )
  parts.push(bytes)
  return parts.length * PICTURE_PART < picture.length ? parts.length : null
}

/**
 * Stores a whole picture: two entries of kind `capture` in one transaction, what is known of it
 * (with the mask) and its bytes. It judges nothing. Both are personal: an administrator's page
 * names people.
 * @param skew the browser's clock minus ours in milliseconds, where the browser told it
 * @throws Refused when the bytes are not the picture that was announced
 */
export async function storePicture(
  agent: Agent,
  { picture, parts }: Incoming,
  pairing: string,
  skew: number | null,
): Promise<{ readonly stored: boolean }> {
  const body = Buffer.concat(parts)
  if (createHash('sha256').update(body).digest('hex') !== picture.digest)
    throw new Refused('invalid', 'the bytes are not those of the digest')
  const size = sizeOf(body)
  if (
    size?.mediaType !== picture.mediaType ||
    (size.width !== null && (size.width !== picture.width || size.height !== picture.height))
  )
    throw new Refused('invalid', `not a picture of ${picture.mediaType} and this size`)
  const run = randomUUID()
  const now = agent.clock().toISOString()
  const at = readAt(picture.seenAt, skew, now)
  const ipe = {
    request: picture.address,
    tenant: picture.tenant,
    catalogue: agent.catalogueDigest(),
    seenAt: picture.seenAt,
    recordedAt: now,
    collector: `picture@${picture.extension}`,
    ...(picture.account === null ? {} : { account: picture.account }),
    ...(skew === null ? {} : { clockOffset: skew }),
  }
  const common = { kind: 'capture' as const, run, tenant: picture.tenant, personal: true, ipe }
  const stored = await agent.log.commit(run, async () => {
    if (await agent.store.knownCapture(picture.id)) return false
    await agent.store.startRun({
      id: run,
      tenant: picture.tenant,
      kind: 'capture',
      startedAt: at,
      catalogue: agent.catalogueDigest(),
    })
    const [, pixels] = await agent.log.append([
      {
        ...common,
        subject: 'console picture: what it shows and what is masked',
        mediaType: 'application/json',
        body: canonicalBytes({
          format: 'witnessmark/picture',
          version: 1,
          grade: 'C',
          pairing,
          ...picture,
        }),
      },
      { ...common, subject: 'console picture', mediaType: picture.mediaType, body },
    ])
    if (!pixels) throw new Error('the log gave no place to the picture')
    await agent.store.putCapture({
      id: picture.id,
      tenant: picture.tenant,
      pairing,
      at,
      evidence: pixels.index,
    })
    for (const recipe of picture.recipes)
      await agent.store.set(
        listKey(picture.tenant, recipe),
        JSON.stringify(
          [...(await picturesOf(agent, picture.tenant, recipe)), { index: pixels.index, at }].slice(
            -LISTED,
          ),
        ),
      )
    await agent.store.finishRun(run, {
      finishedAt: now,
      status: 'finished',
      requests: 1,
      snapshot: null,
      checkpoint: await agent.store.logSize(),
    })
    return true
  })
  return { stored }
}

/** The newest pictures of one console page, oldest first. */
export async function picturesOf(
  agent: Agent,
  tenant: string,
  recipe: string,
): Promise<readonly ListedPicture[]> {
  const listed = Listed.safeParse(
    JSON.parse((await agent.store.get(listKey(tenant, recipe))) ?? '[]'),
  )
  return listed.success ? listed.data : []
}

function listKey(tenant: string, recipe: string): string {
  return `pictures/${tenant}/${recipe}`
}

/**
 * Type and size from the file's own first bytes (PNG: signature and IHDR; WebP: RIFF, its size is
 * not looked at).
 */
function sizeOf(body: Buffer): {
  readonly mediaType: Picture['mediaType']
  readonly width: number | null
  readonly height: number | null
} | null {
  if (
    body.subarray(0, 8).equals(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])) &&
    body.length > 24
  )
    return { mediaType: 'image/png', width: body.readUInt32BE(16), height: body.readUInt32BE(20) }
  if (body.toString('latin1', 0, 4) === 'RIFF' && body.toString('latin1', 8, 12) === 'WEBP')
    return { mediaType: 'image/webp', width: null, height: null }
  return null
}
