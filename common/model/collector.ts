import type { AuditedChange } from './audit.ts'
import type { Resource } from './resource.ts'
import type { Reason } from './reason.ts'
import type { Value } from './value.ts'
import { wordsOf } from '../words/english/index.ts'
import type { Said } from '../words/said.ts'

/** A reply as collectors see it: parsed JSON and where it was recorded. */
export type Reply = {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly evidence: EvidenceHandle
}
/** Names recorded evidence inside one run; becomes a log index when the run is stored. */
export type EvidenceHandle = number

/**
 * How to walk a list: the service's own way of paging. The port follows same-origin links only, and
 * stops at a cap.
 */
export type Paging =
  | { readonly style: 'link-header'; readonly items?: string }
  /** `items`: the first of these names that the reply has. */
  | {
      readonly style: 'next-url'
      readonly field: string
      readonly items: string | readonly string[]
    }
  /** `field` may lead into objects (`meta.pagination.next`), to a text or a number. */
  | {
      readonly style: 'page-token'
      readonly field: string
      readonly parameter: string
      readonly items: string
    }

export type RequestOptions = {
  readonly headers?: Readonly<Record<string, string>>
  /** The reply may name persons: marked, so that `--redact personal` leaves its body out. */
  readonly personal?: boolean
  /**
   * Statuses that are an answer rather than a failure (404 where "none" is said so). 2xx always
   * are.
   */
  readonly accept?: readonly number[]
  /**
   * For replies that carry secrets beside what is read: what of a parsed reply is kept. The rest is
   * dropped before anything is recorded; `note` stands with the evidence and says what was left
   * out.
   */
  readonly keep?: { readonly note: string; readonly part: (body: unknown) => unknown }
}

/**
 * The only way a collector reaches a service. Read-only by construction: GET, and GraphQL queries.
 * Every method records raw evidence, waits for rate limits, retries, and throws Unreadable with a
 * closed reason.
 */
export type Api = {
  get(path: string, options?: RequestOptions): Promise<Reply>
  /**
   * All pages, one after the other. A cap or a broken chain throws Unreadable, never a silently
   * short list.
   */
  pages(
    path: string,
    paging: Paging,
    options?: RequestOptions,
  ): AsyncIterable<{ readonly items: readonly unknown[]; readonly evidence: EvidenceHandle }>
  /**
   * A GraphQL query (mutations and subscriptions are refused). Field errors are returned, not
   * thrown, with the data that did arrive. A query that is refused for a field which the server
   * does not have is asked again without it: its error then stands beside the data of every reply
   * (`undefinedField`, with the path in the query).
   */
  graphql(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    options?: RequestOptions,
  ): Promise<GraphqlReply>
  /**
   * All pages of the connection at `connection` (`organization.repositories`) of a query that takes
   * `$first` and `$after` and selects `pageInfo { hasNextPage endCursor }`. Starts with `first`
   * items a page; a time-out or a cost refusal halves it, success lets it grow up to `most`, but not
   * to a size that failed.
   */
  graphqlPages(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    paging: { readonly connection: string; readonly first: number; readonly most: number },
    options?: RequestOptions,
  ): AsyncIterable<GraphqlReply>
}
export type GraphqlReply = {
  readonly data: unknown
  readonly errors: readonly GraphqlError[]
  readonly evidence: EvidenceHandle
}
export type GraphqlError = {
  readonly message: string
  readonly type?: string | undefined
  readonly path?: readonly (string | number)[] | undefined
}

/** Name lookups for the services whose settings live in DNS (SPF, DKIM, DMARC). */
export type Dns = {
  txt(
    name: string,
  ): Promise<{ readonly records: readonly string[]; readonly evidence: EvidenceHandle }>
}

/**
 * Thrown by the ports, and by nobody else: why a request gave nothing. `agent/collect/scan.ts` turns it into
 * unobserved settings.
 */
export class Unreadable extends Error {
  readonly reason: Reason
  /** What goes into the record; the message is for whoever asked. */
  readonly said: Said
  readonly evidence: readonly EvidenceHandle[]
  constructor(reason: Reason, why: Said, evidence: readonly EvidenceHandle[] = []) {
    super(wordsOf(why))
    this.reason = reason
    this.said = why
    this.evidence = evidence
  }
}

/**
 * What a collector yields. `resource` announces a thing; `value` an observed setting of it;
 * `unobserved` a closed reason for settings that this request would have carried.
 */
export type Yield =
  | {
      readonly kind: 'resource'
      readonly resource: Resource
      /**
       * What the service keeps whatever the thing is called, where it tells: the value of the
       * collector's `identity`.
       */
      readonly identity?: string | null
      readonly evidence: readonly EvidenceHandle[]
    }
  | {
      readonly kind: 'value'
      readonly resource: Pick<Resource, 'type' | 'id'>
      readonly setting: string
      readonly value: Value
      readonly evidence: readonly EvidenceHandle[]
    }
  | {
      readonly kind: 'unobserved'
      readonly resource: Pick<Resource, 'type' | 'id'>
      readonly setting: string
      readonly reason: Reason
      readonly why?: Said
      readonly evidence: readonly EvidenceHandle[]
    }
  /**
   * All resources of this type have been announced: those seen before and not now are gone. Not
   * yielded when a listing broke off.
   */
  | { readonly kind: 'listed'; readonly type: string }
  /**
   * How many of a type the service itself says there are, and how many of these it showed: only where it
   * tells a total. What the scope leaves out was shown, too.
   */
  | {
      readonly kind: 'counted'
      readonly type: string
      readonly total: number
      readonly shown: number
    }

export type CollectorContext = {
  readonly api: Api
  readonly dns: Dns
  /** From the tenant's configuration: organization name, base URL, domains. */
  readonly target: Readonly<Record<string, string>>
  readonly now: () => Date
}

/**
 * One independent request (or chain of requests) and the settings it would carry. A part that
 * throws leaves its own settings unobserved with the reason; the other parts go on. Parts run in
 * order: resources first.
 */
export type CollectorPart = {
  readonly id: string
  /**
   * Settings that this part reads. On failure each of them becomes unobserved on every known
   * resource of its type.
   */
  readonly settings: readonly string[]
  /** Resource types that this part lists completely. */
  readonly lists?: readonly string[]
  collect(context: CollectorContext): AsyncIterable<Yield>
}

/**
 * How what is kept of a credential becomes what requests carry: `token` as it is; `app-key` a token
 * as it is, or those that an App's private key is given in exchange; `signed-token` a
 * short JSON Web Token that its secret half signs; `account-file` a key file of an account, or of a
 * person who signed in (OAuth 2.0, JSON); `application` an application's certificate, or what a
 * person's signing in by browser or device code left (OAuth 2.0).
 */
export type CredentialScheme = 'token' | 'app-key' | 'signed-token' | 'account-file' | 'application'

/** What names a tenant: a key of its target, as `connect --set KEY=VALUE` takes it. */
type TargetKey = {
  readonly key: string
  /** What it is, as a person is told. */
  readonly means: string
  /** There is no tenant without it. */
  readonly required?: true
  /** Where requests go: it begins with https://, or with http:// on this machine. */
  readonly address?: true
}

export type Collector = {
  readonly service: string
  /** Everything that a target may name. */
  readonly target: readonly TargetKey[]
  /** Raised when the mapping changes: stands in every piece of evidence. */
  readonly version: string
  /** The tenant's root resource, known before anything is read. */
  root(target: Readonly<Record<string, string>>): Resource
  /**
   * How requests are made: base URL, headers that name the API version. `auth` is the word before the
   * secret in the Authorization header (RFC 9110, 11.4). A collector reaches the base's origin and
   * `otherOrigins`, and no other; where one of these wants a token of its own, `audiences` says for
   * which audience.
   */
  endpoint(target: Readonly<Record<string, string>>): {
    readonly baseUrl: string
    readonly graphqlPath?: string
    readonly otherOrigins?: readonly string[]
    readonly audiences?: Readonly<Record<string, string>>
    readonly headers: Readonly<Record<string, string>>
    readonly auth: string
  }
  readonly credential: CredentialScheme
  /** How a person writes it, where that is not as the service shows it. */
  readonly credentialForm?: { readonly words: string; readonly fits: RegExp }
  /** What a person who signs in is asked to grant, where the scheme signs them in. */
  readonly scopes?: readonly string[]
  /** The setting by which things are told that were renamed. */
  readonly identity?: string
  readonly parts: readonly CollectorPart[]
  /** How the service tells who changed what, where it does. */
  readonly audit?: Audit
  /** What the credential can do: asked by `connect` and `doctor`. */
  probe(context: CollectorContext): Promise<CredentialReport>
}

/**
 * How a service tells who changed what. Asked only after a change was seen, where the owner wants it
 * (`audit` of a tenant): reading, like everything. What cannot be read throws as the ports do, and changes
 * no finding.
 */
export type Audit = {
  /** The right that the credential needs besides. */
  readonly right: string
  /** @param window RFC 3339, by the service's own clock */
  events(
    context: Pick<CollectorContext, 'api' | 'target'>,
    window: { readonly from: string; readonly to: string },
  ): AsyncIterable<AuditedChange>
}

/** What `connect` says of a credential. */
export type CredentialReport = {
  readonly account: string | null
  /** RFC 3339, or null when the service does not say. */
  readonly validUntil: string | null
  readonly granted: readonly string[]
  readonly missing: readonly { readonly right: string; readonly costs: readonly string[] }[]
  /** Rights beyond reading that the credential carries; null where the service does not tell. */
  readonly canWrite: readonly string[] | null
  readonly notes: readonly string[]
}
