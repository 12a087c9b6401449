import { z } from 'zod'
import { maskRules } from '../capture/mask.ts'
import { Locator, ReadKind, Recipe } from '../capture/recipe.ts'
import { Severity } from '../model/check.ts'
import { Outcome } from '../model/finding.ts'
import { CatalogueId, KebabId, ServiceId, Time } from '../model/id.ts'
import { Certainty } from '../model/setting.ts'
import { Value } from '../model/value.ts'

// One parser for both directions of the extension socket. README.md beside this file is the written
// specification.

/** Raised when a change is not understood by the other side; apart from the product's version. */
export const PROTOCOL_VERSION = 1
/**
 * What an extension offers, the best first, and the agent chooses from: each knows all fields of those
 * after it. What a later one adds is sent to nobody who did not offer it.
 */
export const SUBPROTOCOLS = [
  'witnessmark.v1.3',
  'witnessmark.v1.2',
  'witnessmark.v1.1',
  'witnessmark.v1',
] as const
/** Whether the subprotocol that was agreed on has what came with another. */
export function knows(agreed: string, since: (typeof SUBPROTOCOLS)[number]): boolean {
  const place = SUBPROTOCOLS.findIndex(name => name === agreed)
  return place >= 0 && place <= SUBPROTOCOLS.indexOf(since)
}
/** Longest text frame, in UTF-16 units. */
export const MAX_MESSAGE = 256 * 1024

const id = z.uuid()
const bytes = (length: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((length * 4) / 3)}}$`),
      `${length} bytes as base64url`,
    )
/** Longest text of a field. */
export const MAX_TEXT = 2000
const text = z.string().max(MAX_TEXT)
/**
 * From the extension after the handshake: strictly rising within a connection, so that a repeated
 * frame is seen.
 */
const seq = z.int().positive()
const head = { v: z.literal(PROTOCOL_VERSION), id }

/**
 * A window that has a session of its own: a private one, or a container of Firefox. Never said of an
 * ordinary one. Since `witnessmark.v1.2`.
 */
const OwnWindow = z.string().regex(/^(?:private|container \d{1,9})$/)

/** One reading of one setting, with what it was read from. */
export const CapturedReading = z.strictObject({
  setting: CatalogueId,
  reading: z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('observed'), value: Value }),
    z.strictObject({
      state: z.literal('unobserved'),
      /** `not-shown` since `witnessmark.v1.2`: a setting that was out of sight. */
      reason: z.enum(['layout-not-recognised', 'not-shown', 'forbidden', 'unsupported-plan']),
      detail: text.optional(),
    }),
  ]),
  /** What the page showed, before mapping, and which candidate found it (from 0). */
  raw: text.optional(),
  candidate: z.int().nonnegative().optional(),
})
export type CapturedReading = z.infer<typeof CapturedReading>

/** One reading of one console page. The id is made when the page is read and never again. */
export const Capture = z.strictObject({
  id,
  tenant: KebabId,
  recipe: KebabId,
  recipeVersion: z.int().positive(),
  address: text,
  title: text,
  heading: text.nullable(),
  language: z.string().max(40),
  account: text.nullable(),
  /** What the page itself said of the tenant; null where the address alone decides. */
  tenantShown: text.nullable(),
  /**
   * What the page itself called the one thing that it speaks of, for recipes that read it there.
   */
  resourceShown: z.string().min(1).max(200).optional(),
  seenAt: Time,
  /** Minutes east of UTC of the browser. */
  zone: z.int(),
  browser: z.string().max(200),
  extension: z.string().max(40),
  window: OwnWindow.optional(),
  readings: z.array(CapturedReading).min(1).max(100),
})
export type Capture = z.infer<typeof Capture>

/** Longest picture in bytes, and how much of it one frame carries. */
export const MAX_PICTURE = 8 * 1024 * 1024
export const PICTURE_PART = 180_000

/**
 * A picture of a console page, taken by the user's click: masked and headed in the extension before
 * anything is sent. Bytes follow in parts.
 */
export const Picture = z.strictObject({
  id,
  tenant: KebabId,
  /** Recipes whose page this is; none where the tenant's site has no recipe for it. */
  recipes: z.array(KebabId).max(20),
  address: text,
  title: text,
  account: text.nullable(),
  seenAt: Time,
  zone: z.int(),
  browser: z.string().max(200),
  extension: z.string().max(40),
  window: OwnWindow.optional(),
  mediaType: z.enum(['image/png', 'image/webp']),
  length: z.int().positive().max(MAX_PICTURE),
  /** SHA-256 of the bytes, hex. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  width: z.int().positive().max(20_000),
  height: z.int().positive().max(20_000),
  /** Height of the header strip at the top, and pixels of the picture for one of the page. */
  strip: z.int().positive(),
  scale: z.number().positive(),
  /** What was painted over, in pixels of the picture, and by which rule. */
  masks: z
    .array(
      z.strictObject({
        rule: z.enum(maskRules),
        x: z.int(),
        y: z.int(),
        width: z.int().positive(),
        height: z.int().positive(),
      }),
    )
    .max(2000),
})
export type Picture = z.infer<typeof Picture>

/** Comparisons that can be taught; `includes` of a text: it contains these words. */
const lessonOps = ['equals', 'oneOf', 'atMost', 'atLeast', 'includes', 'excludes'] as const
const claimed = z.union([z.boolean(), z.string().max(500), z.number()])

/**
 * What somebody wants of a setting. Without a metric nothing is claimed: it is read and recorded, and
 * no check judges it.
 */
export const Claim = z.strictObject({
  metric: KebabId.nullable(),
  /** Without one: `equals`. */
  op: z.enum(lessonOps).optional(),
  wanted: z.union([claimed, z.array(claimed).max(100)]),
  severity: Severity,
})
export type Claim = z.infer<typeof Claim>

/** What the user pointed at and said of it: the agent makes setting, check and recipe of it. */
export const Lesson = z.strictObject({
  address: z.url().max(2000),
  heading: z.string().max(200).nullable(),
  language: z.string().regex(/^(?:[a-z]{2,3})?$/),
  title: z.string().min(1).max(120),
  type: z.enum(['boolean', 'string', 'number', 'list']),
  locate: z.array(Locator).min(1).max(10),
  read: ReadKind,
  by: z.enum(['label', 'value']).optional(),
  ...Claim.shape,
  save: z.enum(['instant', 'submit', 'button']),
  saveButton: z.string().min(1).max(100).optional(),
  /** What the page says once a press of the save button was taken. */
  saved: z.string().min(1).max(200).optional(),
})
export type Lesson = z.infer<typeof Lesson>

/**
 * What the extension sends. A further field of a message is refused: it may say what a reading must not
 * be taken without. One of the handshake, which proves what it names, is left out.
 */
export const FromExtension = z.discriminatedUnion('kind', [
  z.object({
    ...head,
    kind: z.literal('pair-start'),
    name: z.string().min(1).max(100),
    publicKey: bytes(32),
    nonce: bytes(32),
  }),
  z.object({ ...head, kind: z.literal('pair-proof'), mac: bytes(32) }),
  z.object({ ...head, kind: z.literal('hello'), pairing: id, nonce: bytes(32) }),
  z.object({ ...head, kind: z.literal('proof'), signature: bytes(64) }),
  z.strictObject({ ...head, seq, kind: z.literal('ping') }),
  z.strictObject({ ...head, seq, kind: z.literal('capture'), capture: Capture }),
  z.strictObject({ ...head, seq, kind: z.literal('held'), now: Time, ids: z.array(id).max(1000) }),
  z.strictObject({ ...head, seq, kind: z.literal('picture'), picture: Picture }),
  z.strictObject({
    ...head,
    seq,
    kind: z.literal('picture-part'),
    picture: id,
    part: z.int().nonnegative(),
    data: z
      .string()
      .regex(/^[A-Za-z0-9_-]+$/)
      .max(Math.ceil((PICTURE_PART * 4) / 3)),
  }),
  z.strictObject({
    ...head,
    seq,
    kind: z.literal('page'),
    tenant: KebabId,
    recipe: KebabId,
    address: text,
  }),
  z.strictObject({ ...head, seq, kind: z.literal('round') }),
  z.strictObject({
    ...head,
    seq,
    kind: z.literal('confirm'),
    recipe: KebabId,
    setting: CatalogueId,
    right: z.boolean(),
  }),
  z.strictObject({ ...head, seq, kind: z.literal('teach'), ...Lesson.shape }),
  z.strictObject({ ...head, seq, kind: z.literal('login') }),
  z.strictObject({
    ...head,
    seq,
    kind: z.literal('alert-shown'),
    /** Which news, and why it was not shown; null where it was, now or before. */
    alert: id,
    problem: z.enum(['not-allowed', 'failed']).nullable(),
  }),
  z.strictObject({ ...head, seq, kind: z.literal('unpair') }),
])
export type FromExtension = z.infer<typeof FromExtension>

/** One finding of one setting, as the badge beside it shows it. */
export const BadgeFinding = z.object({
  id: z.string(),
  check: CatalogueId,
  title: text,
  outcome: Outcome,
  /** A `Reason`, or one that a later agent knows: it is shown as it is. */
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  severity: Severity,
  expected: text,
  since: Time,
  grade: z.string(),
  requirements: z.array(z.string()),
  steps: z.array(text),
  stepsSeen: z.string(),
  exception: z.object({ reason: z.string(), by: z.string(), until: z.string() }).nullable(),
  disagreement: z.array(
    z.object({
      setting: CatalogueId,
      api: Value,
      apiAt: Time.nullable(),
      console: Value,
      consoleAt: Time.nullable(),
    }),
  ),
  /** The other settings that it rests on, with what was read of each, in words. */
  together: z.array(z.object({ title: text, value: text })).optional(),
})
export type BadgeFinding = z.infer<typeof BadgeFinding>

/**
 * All that is known of one setting of a page. `captured` is null where nobody read it in a console
 * yet.
 */
export const PageSetting = z.object({
  setting: CatalogueId,
  title: text,
  certainty: Certainty,
  confirmed: z.boolean(),
  captured: z.object({ at: Time, state: z.string(), value: Value.optional() }).nullable(),
  findings: z.array(BadgeFinding),
})
export type PageSetting = z.infer<typeof PageSetting>

export const TenantInfo = z.object({
  id: KebabId,
  service: ServiceId,
  title: text,
  target: z.record(z.string(), z.string()),
})
export type TenantInfo = z.infer<typeof TenantInfo>

/** A file of the user's: where, what is wrong there, and what counts until it is mended. */
export const SetAsideFile = z.object({ file: text, problem: text })
export type SetAsideFile = z.infer<typeof SetAsideFile>

/** One page of the round: how long ago its settings were read. */
export const RoundPage = z.object({
  tenant: KebabId,
  recipe: KebabId,
  title: text,
  url: z.string().nullable(),
  certainty: Certainty,
  /** The one thing that this page is about, where a recipe is of each of several. */
  resource: z.string().max(500).optional(),
  settings: z.array(
    z.object({
      setting: CatalogueId,
      title: text,
      state: z.enum(['fresh', 'stale', 'never', 'failed']),
      at: Time.nullable(),
    }),
  ),
})
export type RoundPage = z.infer<typeof RoundPage>

/** Why a message was not taken. */
export const Refusal = z.enum([
  'malformed',
  'oversized',
  'replayed',
  'unpaired',
  'revoked',
  'wrong-code',
  'unknown-tenant',
  'unknown-recipe',
  'not-this-tenant',
  'invalid',
  'failed',
])
export type Refusal = z.infer<typeof Refusal>

/** What of a list is of a later version is left out by itself, and the rest is taken. */
const understood = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    list => (Array.isArray(list) ? list.filter(one => item.safeParse(one).success) : list),
    z.array(item),
  )

/**
 * What the agent sends. A further field only ever adds: an extension of before leaves it out. `of` is the id of the message it answers; a pushed `page-findings` has
 * none.
 */
export const FromAgent = z.discriminatedUnion('kind', [
  z.object({
    ...head,
    kind: z.literal('pair-challenge'),
    of: id,
    publicKey: bytes(32),
    nonce: bytes(32),
    salt: bytes(16),
    iterations: z.int().min(100_000).max(5_000_000),
  }),
  z.object({ ...head, kind: z.literal('pair-done'), of: id, pairing: id, mac: bytes(32) }),
  z.object({
    ...head,
    kind: z.literal('challenge'),
    of: id,
    nonce: bytes(32),
    signature: bytes(64),
  }),
  z.object({
    ...head,
    kind: z.literal('welcome'),
    of: id,
    agent: z.string().max(100),
    dashboard: z.string(),
    tenants: understood(TenantInfo),
    recipes: understood(Recipe),
    /** Since `witnessmark.v1.1`: files of the home that cannot be used as they stand. */
    setAside: z.array(SetAsideFile).optional(),
  }),
  z.object({ ...head, kind: z.literal('pong'), of: id }),
  z.object({ ...head, kind: z.literal('missing'), of: id, now: Time, ids: z.array(id) }),
  z.object({
    ...head,
    kind: z.literal('picture-next'),
    of: id,
    picture: id,
    part: z.int().nonnegative(),
  }),
  z.object({ ...head, kind: z.literal('ack'), of: id, stored: z.boolean() }),
  z.object({
    ...head,
    kind: z.literal('refused'),
    of: id.nullable(),
    /** A `Refusal`, or one that a later agent knows: `retry` says what follows of it. */
    reason: z.string(),
    retry: z.boolean(),
    detail: text.optional(),
  }),
  z.object({
    ...head,
    kind: z.literal('page-findings'),
    of: id.nullable(),
    tenant: KebabId,
    recipe: KebabId,
    address: text,
    settings: understood(PageSetting),
  }),
  z.object({ ...head, kind: z.literal('round-pages'), of: id, pages: understood(RoundPage) }),
  z.object({
    ...head,
    kind: z.literal('login-link'),
    of: id,
    url: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }),
  }),
  /** Since `witnessmark.v1.3`: news, in words that everybody who sees the screen may read. */
  z.object({
    ...head,
    kind: z.literal('alert'),
    alert: id,
    title: z.string().max(100),
    text: z.string().max(300),
    /** Where the dashboard shows it, below its own origin. */
    page: text.regex(/^\/(?![/\\])/),
  }),
  z.object({ ...head, kind: z.literal('revoked') }),
])
export type FromAgent = z.infer<typeof FromAgent>

export type Parsed<T> =
  | { readonly ok: true; readonly message: T }
  | {
      readonly ok: false
      /** `unknown-kind`: of a later version, and no more than this one message. */
      readonly reason: 'malformed' | 'oversized' | 'unknown-kind'
      readonly of: string | null
      readonly detail: string
    }

/**
 * A page may cut a character in half: text then has a lone surrogate, which no UTF-8 and no canonical
 * JSON has. It becomes U+FFFD where it comes in. @throws SyntaxError where a name is cut so
 */
function wellFormed(name: string, value: unknown): unknown {
  if (!name.isWellFormed()) throw new SyntaxError('a name that is no text')
  return typeof value === 'string' ? value.toWellFormed() : value
}

const Headed = z.object({ ...head, kind: z.string() })

/** A message like any other, of a kind that is not known here. */
function isLaterKind(json: unknown, issue: z.core.$ZodIssue | undefined): boolean {
  return issue?.path.join('.') === 'kind' && Headed.safeParse(json).success
}

/**
 * The one parser. @param frame a text frame as it came; anything else (binary) is given as null.
 * @param schema the direction
 */
export function parseMessage<T>(frame: string | null, schema: z.ZodType<T>): Parsed<T> {
  if (frame === null)
    return { ok: false, reason: 'malformed', of: null, detail: 'not a text frame' }
  if (frame.length > MAX_MESSAGE)
    return { ok: false, reason: 'oversized', of: null, detail: `${frame.length} characters` }
  let json: unknown
  try {
    json = JSON.parse(frame, wellFormed)
  } catch {
    return { ok: false, reason: 'malformed', of: null, detail: 'not JSON' }
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return { ok: true, message: parsed.data }
  const sender = z.object({ id }).safeParse(json)
  const [issue] = parsed.error.issues
  return {
    ok: false,
    reason: isLaterKind(json, issue) ? 'unknown-kind' : 'malformed',
    of: sender.success ? sender.data.id : null,
    detail:
      `${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'not a known message'}`.slice(
        0,
        500,
      ),
  }
}
