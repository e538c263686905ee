"""Pictures for tests, made on the spot."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def jpeg(width: int = 640, height: int = 480, *, exif: bool = False, name: str = "foto.jpg") -> SimpleUploadedFile:
    """A JPEG; with EXIF it says where it was taken and that it lies on its side."""
    picture = Image.new("RGB", (width, height), (180, 90, 60))
    buffer = io.BytesIO()
    if exif:
        data = Image.Exif()
        data[0x0112] = 6  # turned by a quarter
        data[0x010F] = "SecretPhone"
        data.get_ifd(0x8825)[1] = "N"
        data.get_ifd(0x8825)[2] = (37.0, 59.0, 0.0)
        picture.save(buffer, "JPEG", exif=data)
    else:
        picture.save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")
