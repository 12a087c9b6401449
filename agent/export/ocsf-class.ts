/** Classes of OCSF 1.3 in which findings can be told. */
export const ocsfClasses = [2003, 2004] as const
export type OcsfClass = (typeof ocsfClasses)[number]
export const className: Readonly<Record<OcsfClass, string>> = {
  2003: 'Compliance Finding',
  2004: 'Detection Finding',
}
