package io.barrel.p2p.security;

/** What happens to a peer whose key is not the pinned one, but provably followed from it. */
public enum KeySuccession {
    /** Its new key is pinned in place of the old one. */
    ACCEPT,
    /** It is refused with {@code key_mismatch} until an operator pins its new key. */
    REJECT;

    /** What holds where nothing is configured: strictness leaves the decision to the operator. */
    public static KeySuccession defaultFor(TrustMode mode) {
        return mode == TrustMode.STRICT ? REJECT : ACCEPT;
    }
}
