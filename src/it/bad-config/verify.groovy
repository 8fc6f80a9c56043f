def log = new File(basedir, 'build.log').text

// A sentence with the property, its value and the fix, three times, and nothing that only a programmer understands.
assert log.count('APPLICATION FAILED TO START') == 3
assert log.contains('barrel.p2p.membership.active-size=0 must be between 1 and 64')
assert log.contains('barrel.p2p.auth.enabled=false leaves the cookie as the only defence')
assert log.contains("barrel.p2p.contact-nodes[0]=orders-1 cannot be read as a contact")
assert log.count('Change barrel.p2p.') == 3
assert !log.contains('Exception in thread') && !log.contains('\tat io.barrel.p2p')

// Nothing was started: no key was made, no port opened.
assert !new File(basedir, 'target/data').exists()
