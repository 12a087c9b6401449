import type { Collector, Resource, Service } from '../../common/model/index.ts'
import { collectors } from '../../common/services/collectors.ts'

type Target = Readonly<Record<string, string>>

/**
 * The tenant's root: as it is known, else as its collector names it before anything is read, else
 * under the given name.
 */
export function rootResource(
  service: Service,
  known: readonly Resource[],
  target: Target,
  otherwise: Pick<Resource, 'id' | 'name'>,
): Resource {
  const type = service.resourceTypes[0]?.id ?? ''
  const named = collectors.find(item => item.service === service.id)?.root(target)
  return (
    known.find(item => item.type === type && item.id === named?.id) ??
    known.find(item => item.type === type) ??
    named ?? { type, ...otherwise }
  )
}

/** The root that a scan reads, and how to tell of what it yields. */
export type ScannedRoot = {
  readonly root: Resource
  /** What a collector yields, as it is known in this tenant. */
  known<R extends Pick<Resource, 'type' | 'id' | 'parent'>>(resource: R): R
}

/**
 * The root as a collector names it, under the id that it is known by: a tenant that is an address
 * stays the same thing when the address moves, so that its history and acceptances go on. What has a
 * name of its own (an organization) and gets another is another thing.
 */
export function scannedRoot(
  collector: Pick<Collector, 'root'>,
  known: readonly Resource[],
  target: Target,
): ScannedRoot {
  const named = collector.root(target)
  const roots = known.filter(item => item.type === named.type)
  const same =
    roots.find(item => item.id === named.id) ?? (isAddress(named, target) ? roots[0] : undefined)
  const root = same ? { ...named, id: same.id } : named
  const isRoot = ({ type, id }: Pick<Resource, 'type' | 'id'>): boolean =>
    type === named.type && id === named.id
  return {
    root,
    known(resource) {
      if (root.id === named.id) return resource
      if (isRoot(resource)) return { ...resource, id: root.id }
      const { parent } = resource
      return parent && isRoot(parent)
        ? { ...resource, parent: { ...parent, id: root.id } }
        : resource
    },
  }
}

/** Named by where it is: `self-hosted.ts` begins such an id with the host. */
function isAddress({ id }: Resource, { url }: Target): boolean {
  return url !== undefined && URL.canParse(url) && id.startsWith(new URL(url).host)
}
