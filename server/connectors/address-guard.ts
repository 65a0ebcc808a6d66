/**
 * Keeps a provider's URL, which an administrator types, from pointing into the private network (server-side
 * request forgery). The check sits in the socket's own name lookup, so the address that was checked is the
 * address that is connected to: a name that changes its answer in between (DNS rebinding) gains nothing.
 */
import { lookup as resolve, type LookupAddress } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const blocked = new BlockList()
// IANA special-purpose registries (RFC 6890): what is not globally reachable.
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  blocked.addSubnet(address, bits, 'ipv4')

const reachable6 = new BlockList()
reachable6.addSubnet('2000::', 3, 'ipv6')
// Inside 2000::/3, yet leading to IPv4 addresses or nowhere: Teredo and ORCHID, documentation, 6to4.
for (const [address, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  blocked.addSubnet(address, bits, 'ipv6')

/** Whether an IP address (no name) is one that only this network can reach, or none at all. */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return blocked.check(address, 'ipv4')
  if (version !== 6) return true
  return !reachable6.check(address, 'ipv6') || blocked.check(address, 'ipv6')
}

/** Thrown, as a socket error, when a name or address leads into the private network. */
export class PrivateAddressError extends Error {
  constructor(host: string) {
    super(`${host} leads into a private network`)
    this.name = 'PrivateAddressError'
  }
}

/** A `lookup` for sockets that refuses names of which any address is private. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, found) => {
    const addresses = found as LookupAddress[] | undefined
    if (error) return callback(error, '')
    if (!addresses?.length || addresses.some(({ address }) => isPrivateAddress(address)))
      return callback(new PrivateAddressError(hostname), '')
    if (options.all) return callback(null, addresses)
    callback(null, addresses[0]!.address, addresses[0]!.family)
  })
}

/**
 * Throws `PrivateAddressError` if the URL's host is itself a private address: sockets look no address up, so
 * `guardedLookup` never sees it. The URL parser has already unfolded forms such as `0x7f.1`.
 */
export function refusePrivateHost(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) && isPrivateAddress(host)) throw new PrivateAddressError(host)
}
