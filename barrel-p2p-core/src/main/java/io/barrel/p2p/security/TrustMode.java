package io.barrel.p2p.security;

/** What happens to a peer whose name has no pinned key. */
public enum TrustMode {
    /** Trust on first use: the key it presents is pinned. */
    TOFU,
    /** It is refused until an operator pins its key. */
    STRICT
}
