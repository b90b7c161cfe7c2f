"""The beginning of a command that is to mount things for itself alone."""
import functools
import subprocess

# Mounts that are there keep spreading what is mounted on them, so those that tests cover are told not to.
KEEP_TO_ONESELF = 'for mount in /dev /run /tmp; do mount --make-private "$mount" 2>/dev/null; done; exec "$@"'


@functools.cache
def own_mounts():
    """For root. In a plain chroot the root is no mount, so nothing can be said of how all below it spreads."""
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0:
        return ["unshare", "--mount"]
    return ["unshare", "--mount", "--propagation", "unchanged", "sh", "-c", KEEP_TO_ONESELF, "sh"]
