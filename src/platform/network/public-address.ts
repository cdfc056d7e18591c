import ipaddr from 'ipaddr.js'

/**
 * Whether an IP address belongs to the public internet: ordinary unicast, nothing private, loopback, link-local, shared,
 * reserved, documentation, or an IPv6 form that wraps an IPv4 address (mapped, 6to4, Teredo, NAT64), where the outer
 * address would hide the inner one.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  // `::a.b.c.d` (deprecated IPv4-compatible) counts as unicast but can reach the IPv4 address on some systems.
  return (
    parsed.kind() === 'ipv4' ||
    parsed
      .toByteArray()
      .slice(0, 12)
      .some((byte) => byte !== 0)
  )
}
