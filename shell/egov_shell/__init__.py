"""The portal: tiles, launch, the working post, sign-out."""
