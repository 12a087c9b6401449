import { createHash } from 'node:crypto'
import { z } from 'zod'
import { isOwnAddress } from '../../common/capture/match.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { PICTURE_PART } from '../../common/protocol/message.ts'
import type { Picture } from '../../common/protocol/message.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { Problem } from '../problem.ts'
import { inRun } from '../record/run.ts'
import type { RunCommit } from '../record/run.ts'
import { readAt } from './capture.ts'
import { consoleTenant } from './tenants.ts'

/** A picture on its way in, part by part, held in memory until it is whole. */
export type Incoming = { readonly picture: Picture; readonly parts: Uint8Array[] }

/** Pictures that the agent lists for a console page. */
const LISTED = 20
const Listed = z.array(z.object({ index: z.int(), at: z.string() }))
export type ListedPicture = { readonly index: number; readonly at: string }

/**
 * Checks what a picture says of itself, before any byte is taken.
 * @returns null when it is stored already
 * @throws Problem
 */
export async function announcePicture(agent: Agent, picture: Picture): Promise<Incoming | null> {
  if (await isStored(agent, picture)) return null
  const tenant = consoleTenant(agent, picture.tenant)
  if (!isOwnAddress(picture.address, agent.recipes(), tenant))
    throw new Problem('picture-not-of-tenant', { tenant: tenant.id })
  return { picture, parts: [] }
}

async function isStored(agent: Agent, { id }: Picture): Promise<boolean> {
  return (await agent.store.knownCaptures([id])).has(id)
}

/**
 * Takes the next part. @returns the number of the part that is wanted next; null when the picture
 * is whole. @throws Problem
 */
export function takePart(incoming: Incoming, part: number, data: string): number | null {
  const { picture, parts } = incoming
  if (part !== parts.length) throw new Problem('picture-part-order', { part, wanted: parts.length })
  const bytes = Buffer.from(data, 'base64url')
  const expected = Math.min(PICTURE_PART, picture.length - part * PICTURE_PART)
  if (bytes.length !== expected)
    throw new Problem('picture-part-size', { part, bytes: bytes.length, announced: expected })
  parts.push(bytes)
  return parts.length * PICTURE_PART < picture.length ? parts.length : null
}

/**
 * Stores a whole picture: two entries of kind `capture` in one transaction, what is known of it
 * (with the mask) and its bytes. It judges nothing. Both are personal: an administrator's page
 * names people.
 * @param skew the browser's clock minus ours in milliseconds, where the browser told it
 * @throws Problem when the bytes are not the picture that was announced
 */
export async function storePicture(
  agent: Agent,
  actor: Actor,
  { picture, parts }: Incoming,
  skew: number | null,
): Promise<{ readonly stored: boolean }> {
  const body = Buffer.concat(parts)
  if (createHash('sha256').update(body).digest('hex') !== picture.digest)
    throw new Problem('picture-digest', {})
  const size = sizeOf(body)
  if (
    size?.mediaType !== picture.mediaType ||
    (size.width !== null && (size.width !== picture.width || size.height !== picture.height))
  )
    throw new Problem('picture-type', { mediaType: picture.mediaType })
  const { tenant } = picture
  const startedAt = readAt(picture.seenAt, skew, agent.clock().toISOString())
  try {
    await inRun(agent, actor, { kind: 'picture', tenant, startedAt }, async run => {
      if (await isStored(agent, picture)) throw KNOWN
      const index = await seal(actor, run, picture, body, skew)
      const { id } = picture
      await agent.store.putCaptures([
        { id, tenant, pairing: actor.id, at: startedAt, evidence: index },
      ])
      for (const recipe of picture.recipes) {
        const listed = [...(await picturesOf(agent, tenant, recipe)), { index, at: startedAt }]
        await agent.store.set(listKey(tenant, recipe), JSON.stringify(listed.slice(-LISTED)))
      }
      run.end({ requests: 1 })
    })
    return { stored: true }
  } catch (error) {
    if (error === KNOWN) return { stored: false }
    throw error
  }
}

/** It came by another connection meanwhile. */
const KNOWN = new Error('the picture is known')

/** @returns the place of the pixels in the log */
async function seal(
  actor: Actor,
  run: RunCommit,
  picture: Picture,
  body: Uint8Array,
  skew: number | null,
): Promise<number> {
  const ipe = {
    request: picture.address,
    tenant: picture.tenant,
    catalogue: run.catalogue,
    seenAt: picture.seenAt,
    recordedAt: run.at,
    collector: `picture@${picture.extension}`,
    ...(picture.account === null ? {} : { account: picture.account }),
    ...(picture.window === undefined ? {} : { window: picture.window }),
    ...(skew === null ? {} : { clockOffset: skew }),
  }
  const common = { kind: 'capture' as const, personal: true, ipe }
  const about = {
    format: 'witnessmark/picture',
    version: 1,
    grade: 'C',
    pairing: actor.id,
    ...picture,
  }
  const [, pixels] = await run.append([
    {
      ...common,
      subject: 'console picture: what it shows and what is masked',
      mediaType: 'application/json',
      body: canonicalBytes(about),
    },
    { ...common, subject: 'console picture', mediaType: picture.mediaType, body },
  ])
  if (!pixels) throw new Error('the log gave no place to the picture')
  return pixels.index
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
