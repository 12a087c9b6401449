import type { Resource, Service } from '../../common/model/index.ts'
import { collectors } from '../../common/services/collectors.ts'

/**
 * The tenant's root: as it is known, else as its collector names it before anything is read, else
 * under the given name.
 */
export function rootResource(
  service: Service,
  known: readonly Resource[],
  target: Readonly<Record<string, string>>,
  otherwise: Pick<Resource, 'id' | 'name'>,
): Resource {
  const type = service.resourceTypes[0]?.id ?? ''
  return (
    known.find(item => item.type === type) ??
    collectors.find(item => item.service === service.id)?.root(target) ?? { type, ...otherwise }
  )
}
